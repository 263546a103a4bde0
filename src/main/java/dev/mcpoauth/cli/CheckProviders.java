package dev.mcpoauth.cli;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.inspect.Reach;
import dev.mcpoauth.provider.Catalogue;
import dev.mcpoauth.provider.ProviderSpec;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.Store;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Looks at the providers, the accounts, the clients, and whether services can be reached.
final class CheckProviders {
    private static final String PROVIDERS = "Providers";
    private static final String CLIENTS = "Clients";
    private static final String ONLINE = "Connectivity";

    /// What services tolerate when they check times.
    private static final Duration SKEW = Duration.ofSeconds(60);

    private final Session session;
    private final Settings settings;

    CheckProviders(Session session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        if (settings.providers().isEmpty()) {
            List<String> served =
                    LocalBroker.find(settings.runtime())
                            .map(broker -> LocalBroker.providers(broker.status()))
                            .orElse(List.of());
            findings.add(
                    Finding.ok(
                            PROVIDERS,
                            served.isEmpty()
                                    ? FirstProvider.ADVICE
                                    : "the running broker serves " + String.join(", ", served)));
        }
        if (!Session.hasStore(settings)) {
            settings.providers()
                    .keySet()
                    .forEach(name ->
                            findings.add(
                                    provider(KnownProvider.of(settings, name, Optional.empty()))));
            return findings;
        }
        session.withStore(store -> findings.addAll(stored(store)));
        return findings;
    }

    private List<Finding> stored(Store store) {
        List<Finding> findings = new ArrayList<>();
        settings.providers()
                .keySet()
                .forEach(name -> findings.add(provider(KnownProvider.one(settings, store, name))));
        for (Account account : store.database().read(store.accounts()::list)) {
            String ref = Refs.name(account);
            if (!account.state().equals(Account.OK)) {
                findings.add(
                        Finding.fail(
                                PROVIDERS,
                                ref + " must log in again",
                                "mcp-oauth login " + account.provider()));
            }
        }
        List<Client> clients = store.database().read(store.clients()::list);
        findings.add(Finding.ok(CLIENTS, clients.size() + " registered"));
        for (Client client : clients) {
            Instant end = client.secretExpiresAt();
            if (end != null && end.isBefore(Instant.now())) {
                findings.add(
                        Finding.warn(
                                CLIENTS,
                                "the secret of " + client.id() + " is no longer valid",
                                "mcp-oauth client rotate-secret " + client.id()));
            }
        }
        return findings;
    }

    private Finding provider(KnownProvider known) {
        String name = known.name();
        return known.fault()
                .map(why -> Finding.fail(PROVIDERS, name + ": " + why.sentence(), known.repair()))
                .orElseGet(() ->
                        Finding.ok(
                                PROVIDERS,
                                name
                                        + " sends users back to "
                                        + settings.issuer()
                                        + "/callback/"
                                        + name));
    }

    List<Finding> online(Duration deadline) {
        List<Finding> findings = new ArrayList<>();
        settings.providers()
                .forEach((name, each) -> {
                    try {
                        ProviderSpec.Endpoints at = new Catalogue().spec(name, each).endpoints();
                        String url = at.token().isEmpty() ? at.discovery() : at.token();
                        findings.add(reach(name, URI.create(url), deadline));
                    } catch (IllegalArgumentException e) {
                        findings.add(
                                Finding.warn(
                                        ONLINE,
                                        name + ": no endpoint to ask",
                                        "mcp-oauth config edit"));
                    }
                });
        if (findings.isEmpty()) {
            findings.add(Finding.ok(ONLINE, "no provider to reach"));
        }
        return findings;
    }

    private static Finding reach(String name, URI url, Duration deadline) {
        Reach reach = Reach.of(url, deadline);
        if (!reach.problem().isEmpty()) {
            return Finding.fail(
                    ONLINE,
                    "%s: %s %s".formatted(name, url.getHost(), reach.problem()),
                    "curl -sSI " + url.resolve("/"));
        }
        Duration skew =
                reach.time()
                        .map(time -> Duration.between(time, Instant.now()).abs())
                        .orElse(Duration.ZERO);
        if (skew.compareTo(SKEW) > 0) {
            return Finding.warn(
                    ONLINE,
                    "the clock differs from %s by %d s".formatted(url.getHost(), skew.toSeconds()),
                    "timedatectl status");
        }
        return Finding.ok(ONLINE, name + ": " + url.getHost() + " answers");
    }
}
