package dev.mcpoauth.cli;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.RedirectUri;
import dev.mcpoauth.store.Client;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Registers a public MCP client by hand.
@Command(name = "register", description = "Register a public MCP client (PKCE, no secret).")
final class ClientRegister implements Callable<Integer> {
    private final Session session;

    @Option(names = "--name", required = true, description = "The name users see.")
    String name = "";

    @Option(names = "--redirect-uri", description = "Where codes go; may repeat.")
    List<String> redirectUris = List.of("http://127.0.0.1/callback");

    ClientRegister(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        for (String uri : redirectUris) {
            RedirectUri.problem(uri)
                    .ifPresent(problem -> {
                        throw new CliError(ExitCode.USAGE, uri + ": " + problem, null);
                    });
        }
        ClientMetadata metadata = ClientMetadata.of(name, redirectUris, "none");
        String id = UUID.randomUUID().toString();
        Client client = new Client(id, metadata, null, "cli", Instant.now(), null, null);
        session.withStore(store ->
                store.database()
                        .write(tx -> {
                            store.clients().insert(tx, client);
                            return id;
                        }));
        if (session.options().structured()) {
            session.terminal()
                    .data(
                            Json.write(
                                    Map.of(
                                            "client_id",
                                            id,
                                            "client_name",
                                            name,
                                            "redirect_uris",
                                            redirectUris)));
        } else {
            session.terminal().data(id);
            session.terminal().say("registered client " + name + " (public, PKCE)");
        }
        return 0;
    }
}
