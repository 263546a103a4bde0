package dev.mcpoauth.cli;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Grant;
import dev.mcpoauth.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Ends a token at the service, then here; or an MCP login of ours.
@Command(
        name = "revoke",
        description = {
            "End a token: at the service first, then here.",
            "",
            "MCP tokens that stand on it die with it. The account stays in the list as revoked;"
                    + " logout removes it."
        })
@Usage(
        examples = {
            "mcp-oauth token revoke github --yes",
            "mcp-oauth token revoke github --local-only --yes",
            "mcp-oauth token revoke mcp:7c1f --yes",
        },
        exits = {ExitCode.LOGIN_REQUIRED, ExitCode.NOT_FOUND, ExitCode.DENIED},
        opensStore = true)
final class TokenRevoke implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "REF",
            description = "Whose token: PROVIDER, PROVIDER/ACCOUNT, or mcp:ID.")
    String ref = "";

    @Option(names = "--account", paramLabel = "NAME", description = "The account at the service.")
    String account = "";

    @Option(names = "--local-only", description = "Do not tell the service.")
    boolean localOnly;

    TokenRevoke(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings(Map.of());
        try (Store store = session.product().store(settings)) {
            return switch (Ref.parse(ref, account)) {
                case Ref.OfAccount wanted -> {
                    Account found = new Refs(store).account(wanted);
                    session.terminal().confirm("End the token of " + Refs.name(found) + "?");
                    Ending ending = new Ending(session, settings, store);
                    session.terminal()
                            .show(
                                    Map.of(
                                            "ref",
                                            Refs.name(found),
                                            "service",
                                            ending.end(found, localOnly, false)),
                                    List.of());
                    yield 0;
                }
                case Ref.OfGrant wanted -> end(store, new Refs(store).grant(wanted));
            };
        }
    }

    private int end(Store store, Grant grant) {
        String name = Refs.name(grant);
        session.terminal().confirm("End the MCP login " + name + "?");
        Instant now = session.product().clock().instant();
        boolean first =
                store.database()
                        .write(tx ->
                                store.grants().revoke(tx, grant.id(), "revoked by operator", now));
        session.terminal().show(Map.of("ref", name, "revoked", first), List.of());
        session.terminal().done(name + (first ? " is revoked" : " was revoked already"), "");
        return 0;
    }
}
