package dev.mcpoauth.testkit;

import dev.mcpoauth.provider.OAuthProvider;
import dev.mcpoauth.provider.ProviderFault;
import dev.mcpoauth.provider.ProviderSpec;
import dev.mcpoauth.provider.Providers;
import dev.mcpoauth.provider.ServiceHttp;
import dev.mcpoauth.testkit.ProviderContract.Outcome;
import dev.mcpoauth.testkit.ProviderContract.Row;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One run of the [ProviderContract]: builds the provider over a pretend service and tries it.
final class ContractRun {
    private static final String ISSUER = "http://127.0.0.1:8787";
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final String name;
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private final @Nullable Class<? extends OAuthProvider> type;
    private final MemoryStore store = new MemoryStore();
    private final List<Row> rows = new ArrayList<>();

    ContractRun(
            String name,
            Map<String, Object> settings,
            @Nullable Class<? extends OAuthProvider> type) {
        this.name = name;
        this.type = type;
        this.settings.putAll(settings);
        this.settings.put("client_id", FakeService.CLIENT_ID);
        this.settings.put("client_secret", FakeService.CLIENT_SECRET);
    }

    List<Row> rows() {
        AtomicReference<Mood> mood = new AtomicReference<>();
        try (FakeService service = FakeService.start(mood);
                ServiceHttp http = new ServiceHttp(DEADLINE, service::at)) {
            OAuthProvider provider = provider(http);
            mood.set(Dialects.of(preset(provider.spec()), provider.spec()));
            trials(new ContractTrials(service, provider, store));
        } catch (IllegalArgumentException e) {
            ProviderFault fault = ProviderFault.of(e);
            String repair = fault.command().orElse("correct the settings");
            rows.add(new Row("settings", Outcome.FAILED, fault.sentence(), repair));
        }
        return List.copyOf(rows);
    }

    /// What it builds on; a class of an author's may say that itself.
    private String preset(ProviderSpec spec) {
        String told = spec.settings().getOrDefault("preset", "");
        return Dialects.names().contains(told) ? told : name;
    }

    private OAuthProvider provider(ServiceHttp http) {
        Providers providers = new Providers(ISSUER, http, InstantSource.system());
        if (type != null) {
            providers = providers.with(Map.of(name, type));
        }
        Providers.Built built =
                providers.build(Map.of(name, settings), store, each -> Optional.empty());
        OAuthProvider provider = built.working().get(name);
        if (provider == null) {
            throw Objects.requireNonNull(built.broken().get(name)).problem();
        }
        return provider;
    }

    private void trials(ContractTrials trials) {
        boolean in =
                tried(
                        "login",
                        "compare the endpoints and the user_id pointer with the service's manual",
                        trials::login);
        if (!in) {
            return;
        }
        String state = "leave state to the token store: call takeLogin first";
        tried("an answer is good once", state, trials::replay);
        tried("an answer with another state", state, trials::foreignState);
        tried("the user says no", "throw AuthorizeError when the answer has an error", trials::no);
        if (trials.refreshable()) {
            refreshes(trials);
        } else {
            rows.add(new Row("refresh", Outcome.SKIPPED, "there is no refresh token", ""));
        }
        tried(
                "a user without an identifier",
                "throw ServiceUnavailable when the identifier is missing",
                trials::nobody);
        tried("revoke", "send the token as revoke_* of the settings say", trials::revoke);
        tried(
                "secrets stay out of addresses",
                "send tokens and secrets in headers or bodies only",
                trials::addresses);
    }

    private void refreshes(ContractTrials trials) {
        tried("refresh", "send the refresh token to the token endpoint", trials::refresh);
        tried(
                "trouble passes",
                "throw ServiceUnavailable for 5xx, 429 and broken connections",
                trials::trouble);
        tried(
                "garbage passes",
                "throw ServiceUnavailable for an answer that is not understood",
                trials::garbage);
        tried(
                "a final refusal",
                "throw ServiceRefused when the service says invalid_grant",
                trials::refusal);
    }

    private boolean tried(String what, String repair, Supplier<String> trial) {
        try {
            String detail = trial.get();
            boolean skipped = detail.startsWith(ContractTrials.DOES_NOT_APPLY);
            rows.add(new Row(what, skipped ? Outcome.SKIPPED : Outcome.PASSED, detail, ""));
            return true;
        } catch (RuntimeException e) {
            rows.add(new Row(what, Outcome.FAILED, said(e), repair));
            return false;
        }
    }

    private static String said(RuntimeException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
