package dev.mcpoauth.cli;

import dev.mcpoauth.store.Audit;
import dev.mcpoauth.store.Consents.Consent;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Takes back what a user allowed: the question is asked again, and the tokens end.
@Command(
        name = "revoke",
        description = "Take back what a user allowed an MCP client; its tokens end at once.")
@Usage(
        examples = {"mcp-oauth consent list", "mcp-oauth consent revoke 3f9a1c22b0"},
        exits = {ExitCode.NOT_FOUND},
        opensStore = true)
final class ConsentRevoke implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", description = "The id that the list shows.")
    String id = "";

    ConsentRevoke(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        OptionalInt ended =
                session.withStore(store -> store.database().write(tx -> revoke(store, tx)));
        if (ended.isEmpty()) {
            throw new CliError(
                    ExitCode.NOT_FOUND, "no consent has the id " + id, "mcp-oauth consent list");
        }
        session.terminal().show(Map.of("id", id, "logins_ended", ended.getAsInt()), List.of());
        session.terminal()
                .done("revoked consent " + id + "; " + ended.getAsInt() + " logins ended", "");
        return 0;
    }

    private OptionalInt revoke(Store store, Transaction tx) {
        Optional<Consent> consent = store.consents().find(tx, id);
        if (consent.isEmpty()) {
            return OptionalInt.empty();
        }
        Instant now = Instant.now();
        store.consents().revoke(tx, id);
        int ended = store.grants().revokeOf(tx, consent.get(), now);
        String detail =
                "user %s, client %s, %d logins ended"
                        .formatted(consent.get().userId(), consent.get().clientId(), ended);
        store.audit().append(tx, new Audit.Entry(now, "consent_revoked", detail));
        return OptionalInt.of(ended);
    }
}
