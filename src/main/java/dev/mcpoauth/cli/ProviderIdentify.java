package dev.mcpoauth.cli;

import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.store.ProviderSecrets.Credentials;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Stores who the broker is at a service; the secret is sealed.
@Command(description = "Store the client id and secret that a service gave you; sealed.")
@Usage(
        examples = {
            "pbpaste | mcp-oauth provider credentials github --client-id ID --client-secret-stdin",
            "mcp-oauth provider credentials acme --client-id ID --client-secret-cmd 'pass show acme'",
            "mcp-oauth provider credentials native --client-id ID"
        },
        exits = {ExitCode.NOT_FOUND},
        opensStore = true)
final class ProviderIdentify implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "The provider's name.")
    String name = "";

    @Option(
            names = "--client-id",
            required = true,
            paramLabel = "ID",
            description = "The client id that the service gave you.")
    String clientId = "";

    @Mixin SecretInput secret = new SecretInput();

    ProviderIdentify(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!session.settings(Map.of()).providers().containsKey(name)) {
            throw KnownProvider.unknown(name);
        }
        if (!clientId.matches("[!-~]{1,512}")) {
            throw new CliError(ExitCode.USAGE, "the client id has characters no id has", null);
        }
        Optional<Secret> given = secret.read(session.terminal());
        Credentials credentials = new Credentials(name, clientId, given.orElse(null));
        session.withStore(store ->
                store.database()
                        .write(tx -> {
                            store.secrets().put(tx, credentials);
                            return true;
                        }));
        session.trustFolder();
        session.terminal()
                .show(
                        Map.of(
                                "provider", name,
                                "client_id", clientId,
                                "secret", given.isPresent()),
                        List.of());
        session.terminal()
                .done(
                        given.isPresent()
                                ? "stored the credentials of " + name + ", the secret sealed"
                                : "stored the client id of " + name + ": a public client",
                        "mcp-oauth provider check " + name);
        return 0;
    }
}
