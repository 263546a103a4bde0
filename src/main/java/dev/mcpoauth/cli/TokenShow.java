package dev.mcpoauth.cli;

import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.Grant;
import dev.mcpoauth.store.Store;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows one token: where it comes from, what stands on it, when it is refreshed.
@Command(
        name = "show",
        description = "Show a token: what it allows, where it comes from, what stands on it.")
@Usage(
        examples = {"mcp-oauth token show github", "mcp-oauth token show mcp:7c1f --json"},
        exits = {ExitCode.LOGIN_REQUIRED, ExitCode.NOT_FOUND},
        opensStore = true)
final class TokenShow implements Callable<Integer> {
    private static final int LABEL = 14;

    private final Session session;

    @Parameters(
            paramLabel = "REF",
            description = "Whose token: PROVIDER, PROVIDER/ACCOUNT, or mcp:ID.")
    String ref = "";

    @Option(names = "--account", paramLabel = "NAME", description = "The account at the service.")
    String account = "";

    @Option(
            names = "--reveal",
            description = "Show the service's token itself; on a terminal, or with --yes.")
    boolean reveal;

    TokenShow(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Map<String, Object> fields =
                session.withStore(store ->
                        switch (Ref.parse(ref, account)) {
                            case Ref.OfAccount wanted ->
                                    external(store, new Refs(store).account(wanted));
                            case Ref.OfGrant wanted -> own(store, new Refs(store).grant(wanted));
                        });
        List<String> lines = new ArrayList<>();
        fields.forEach((name, value) ->
                lines.add(
                        (name.replace('_', ' ') + " ".repeat(LABEL))
                                        .substring(0, Math.max(LABEL, name.length()))
                                + "  "
                                + (value instanceof List<?> list ? texts(list) : value)));
        session.terminal().show(fields, lines);
        return 0;
    }

    private static String texts(List<?> list) {
        return String.join(" ", list.stream().map(String::valueOf).toList());
    }

    private Map<String, Object> external(Store store, Account found) {
        TokenRows rows = rows(store);
        Map<String, Object> fields = new LinkedHashMap<>(rows.fields(found));
        fields.put("user_id", found.userId());
        fields.remove("next_refresh_at");
        fields.put(
                "next_refresh",
                TokenRows.nextRefresh(found)
                        .map(at -> "when asked after " + at)
                        .orElse(
                                found.state().equals(Account.OK)
                                        ? "never: the service gave no refresh token or no end"
                                        : "never: log in again"));
        List<Grant> standing =
                store.database().read(store.grants()::list).stream()
                        .filter(g -> g.accountId() == found.id())
                        .filter(g -> rows.state(g, found.state()).equals("ok"))
                        .toList();
        fields.put("mcp_logins", standing.stream().map(Refs::name).toList());
        if (reveal) {
            session.mayReveal();
            fields.put("access_token", found.token().accessToken());
        }
        return fields;
    }

    private TokenRows rows(Store store) {
        return new TokenRows(
                session.product().clock().instant(),
                store.database().read(tx -> TokenRows.Uses.of(store, tx)));
    }

    private Map<String, Object> own(Store store, Grant grant) {
        if (reveal) {
            throw new CliError(
                    ExitCode.USAGE,
                    Refs.name(grant) + " is kept as a hash only",
                    "mcp-oauth token get " + Refs.name(grant));
        }
        Account on =
                store.database()
                        .read(tx -> store.accounts().find(tx, grant.accountId()))
                        .orElseThrow();
        TokenRows rows = rows(store);
        Map<String, Object> fields = new LinkedHashMap<>(rows.fields(grant, on));
        store.database()
                .read(tx -> store.clients().find(tx, grant.clientId()))
                .map(Client::metadata)
                .ifPresent(client -> fields.put("client_name", client.clientName()));
        if (grant.revokedBecause() != null) {
            fields.put("revoked_because", grant.revokedBecause());
        }
        Map<String, Object> under = external(store, on);
        for (String name : List.of("expires_at", "last_refresh", "next_refresh", "state")) {
            if (under.containsKey(name)) {
                fields.put("service_" + name, under.getOrDefault(name, ""));
            }
        }
        return fields;
    }
}
