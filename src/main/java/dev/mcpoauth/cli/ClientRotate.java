package dev.mcpoauth.cli;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.oauth.OAuthClientInfo;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.Store;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Gives a confidential client a new secret.
@Command(
        name = "rotate-secret",
        description = "Give a client with a secret a new one; the old one is dead at once.")
@Usage(
        examples = {"mcp-oauth client rotate-secret web --secret-out web.secret.new"},
        exits = {ExitCode.NOT_FOUND},
        opensStore = true)
final class ClientRotate implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", description = "The client's id, or its name.")
    String id = "";

    @Mixin SecretOptions kept = new SecretOptions();

    ClientRotate(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (SecretOut out = kept.out(session)) {
            out.check();
            rotate(out);
        }
        return 0;
    }

    private void rotate(SecretOut out) {
        Settings settings = session.settings(Map.of());
        try (Store store = session.product().store(settings)) {
            Client client = ClientViews.find(store, id);
            OAuthClientInfo made =
                    session.product()
                            .broker(settings, store, new Product.Reach(false, null))
                            .keepClients()
                            .rotateSecret(client.id(), kept.end(session))
                            .orElseThrow(() ->
                                    new CliError(
                                            ExitCode.USAGE,
                                            client.metadata().clientName()
                                                    + " is public and has no secret",
                                            null));
            out.orElse(() -> putBack(store, client), () -> tell(made, out));
            session.terminal()
                    .done("client " + client.metadata().clientName() + " has a new secret", "");
        }
    }

    private static void putBack(Store store, Client old) {
        store.database().write(tx -> store.clients().update(tx, old));
    }

    private void tell(OAuthClientInfo made, SecretOut out) {
        Secret secret = made.clientSecret();
        if (secret != null) {
            out.write(secret);
        }
        session.terminal()
                .rows(
                        new Table("clients", "id")
                                .row(
                                        ClientViews.registration(made, out.toStdout()),
                                        made.clientId()));
    }
}
