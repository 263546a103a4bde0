package dev.mcpoauth.cli;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.Store;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Changes what is known of an MCP client.
@Command(
        name = "update",
        description = {
            "Change an MCP client; what is not named stays.",
            "",
            "Its logins go on; codes go only to the addresses that it has then."
        })
@Usage(
        examples = {
            "mcp-oauth client update notes --name 'My notes'",
            "mcp-oauth client update notes --add-redirect-uri http://127.0.0.1/other",
        },
        exits = {ExitCode.NOT_FOUND},
        opensStore = true)
final class ClientUpdate implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", description = "The client's id, or its name.")
    String id = "";

    @Option(names = "--name", paramLabel = "NAME", description = "The name that users see.")
    String name = "";

    @Option(
            names = "--redirect-uri",
            paramLabel = "URI",
            description = "Where codes go, instead of before; may repeat.")
    List<String> redirectUris = List.of();

    @Option(
            names = "--add-redirect-uri",
            paramLabel = "URI",
            description = "Where codes may also go; may repeat.")
    List<String> added = List.of();

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            split = "[ ,]+",
            description = "The scopes that it usually asks for, instead of before.")
    List<String> scopes = List.of();

    @Option(
            names = "--resource",
            paramLabel = "NAME|URL",
            description =
                    "Limit it to this MCP server of the settings, instead of before; may repeat.")
    List<String> resources = List.of();

    @Option(names = "--any-resource", description = "Let it use every MCP server.")
    boolean anyResource;

    ClientUpdate(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        check();
        redirectUris.forEach(ClientRegister::checkRedirect);
        added.forEach(ClientRegister::checkRedirect);
        Settings settings = session.settings(Map.of());
        try (Store store = session.product().store(settings)) {
            Client client = ClientViews.find(store, id);
            Client changed =
                    session.product()
                            .broker(settings, store, new Product.Reach(false, null))
                            .keepClients()
                            .update(client.id(), this::changed)
                            .orElseThrow();
            limit(settings, store, client.id());
            session.terminal().show(ClientViews.fields(changed), List.of());
            session.terminal().done("client " + changed.metadata().clientName() + " changed", "");
        }
        return 0;
    }

    private void check() {
        boolean limits = anyResource || !resources.isEmpty();
        boolean said = !(name.isEmpty() && redirectUris.isEmpty());
        if (!said && added.isEmpty() && scopes.isEmpty() && !limits) {
            throw new CliError(
                    ExitCode.USAGE, "nothing to change is named", "mcp-oauth client update --help");
        }
        if (anyResource && !resources.isEmpty()) {
            throw new CliError(ExitCode.USAGE, "give --resource or --any-resource, not both", null);
        }
    }

    private void limit(Settings settings, Store store, String id) {
        if (anyResource || !resources.isEmpty()) {
            session.product()
                    .broker(settings, store, new Product.Reach(false, null))
                    .keepClients()
                    .limit(id, ClientSettings.servers(session, resources));
        }
    }

    private ClientMetadata changed(ClientMetadata old) {
        Set<String> uris =
                new LinkedHashSet<>(redirectUris.isEmpty() ? old.redirectUris() : redirectUris);
        uris.addAll(added);
        return new ClientMetadata(
                name.isEmpty() ? old.clientName() : name,
                new ArrayList<>(uris),
                old.grantTypes(),
                old.authMethod(),
                scopes.isEmpty() ? old.scope() : Scope.of(scopes),
                old.clientUri(),
                old.logoUri(),
                old.softwareId(),
                old.softwareVersion(),
                old.applicationType(),
                old.jwksUri(),
                old.jwks());
    }
}
