package dev.mcpoauth.cli;

import dev.mcpoauth.broker.KeepClients;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.OAuthClientInfo;
import dev.mcpoauth.oauth.RedirectUri;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.Store;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Registers an MCP client by hand.
@Command(
        name = "register",
        description = {
            "Register an MCP client.",
            "",
            "Prints its id, or with --json the answer of RFC 7591. A client with a secret needs"
                    + " --secret-out; clients of people's computers are public and need none."
        })
@Usage(
        examples = {
            "mcp-oauth client register --preset claude-code --name notes",
            "mcp-oauth client register --name web --redirect-uri https://app.example/callback"
                    + " --type confidential --secret-out web.secret",
        },
        exits = {ExitCode.NOT_FOUND},
        opensStore = true)
final class ClientRegister implements Callable<Integer> {
    private static final Set<String> GRANTS = Set.of("authorization_code", "refresh_token");

    /// Whether a client can keep a secret. OAuth 2.1 2.1.
    enum Type {
        /// It cannot.
        PUBLIC,
        /// It can.
        CONFIDENTIAL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Session session;

    @Option(names = "--name", paramLabel = "NAME", description = "The name that users see.")
    String name = "";

    @Option(
            names = "--preset",
            paramLabel = "CLIENT",
            description = "A client that we know: ${COMPLETION-CANDIDATES}.")
    @Nullable ClientPreset preset;

    @Option(
            names = "--redirect-uri",
            paramLabel = "URI",
            description = "Where codes go; may repeat. A loopback address stands for any port.")
    List<String> redirectUris = List.of();

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "Whether it can keep a secret: ${COMPLETION-CANDIDATES} (public).")
    Type type = Type.PUBLIC;

    @Option(
            names = "--grant",
            paramLabel = "GRANT",
            split = "[ ,]+",
            description = "What it may ask tokens with: authorization_code, refresh_token (both).")
    List<String> grants = List.of("authorization_code", "refresh_token");

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            split = "[ ,]+",
            description = "The scopes that it usually asks for.")
    List<String> scopes = List.of();

    @Option(
            names = "--resource",
            paramLabel = "NAME|URL",
            description = "Limit it to this MCP server of the settings; may repeat.")
    List<String> resources = List.of();

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "The client id; a random one when left out.")
    String id = "";

    @Mixin SecretOptions kept = new SecretOptions();

    @Option(
            names = "--if-not-exists",
            description = "Do nothing when a client has this id, or without --id this name.")
    boolean ifNotExists;

    ClientRegister(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ClientMetadata metadata = metadata();
        try (SecretOut out = kept.out(session)) {
            if (!metadata.isPublic()) {
                out.check();
            }
            register(metadata, out);
        }
        return 0;
    }

    private void register(ClientMetadata metadata, SecretOut out) {
        Settings settings = session.settings(Map.of());
        try (Store store = session.product().store(settings)) {
            KeepClients clients =
                    session.product()
                            .broker(settings, store, new Product.Reach(false, null))
                            .keepClients();
            Optional<OAuthClientInfo> registered = clients.register(wanted(metadata), same());
            if (registered.isEmpty()) {
                Map<String, Object> known = there(store);
                show(known);
                done(known, "is registered already");
                return;
            }
            OAuthClientInfo made = registered.get();
            Map<String, Object> fields = ClientViews.registration(made, out.toStdout());
            Secret secret = made.clientSecret();
            if (secret == null) {
                show(fields);
            } else {
                out.orElse(
                        () -> clients.delete(made.clientId()),
                        () -> {
                            show(fields);
                            out.write(secret);
                        });
            }
            done(fields, secret == null ? "(public, PKCE)" : "(with a secret)");
        }
    }

    private KeepClients.Wanted wanted(ClientMetadata metadata) {
        List<String> limit = ClientSettings.servers(session, resources);
        return new KeepClients.Wanted(id, metadata, kept.end(session), limit);
    }

    /// An id is taken or not; a name must be looked for among all of them.
    private Optional<Predicate<Client>> same() {
        return ifNotExists && id.isEmpty() ? Optional.of(this::known) : Optional.empty();
    }

    /// Whether it is the client that is to be there once only.
    private boolean known(Client client) {
        return id.isEmpty()
                ? client.metadata().clientName().equals(called()) && client.origin().equals("cli")
                : client.id().equals(id);
    }

    private Map<String, Object> there(Store store) {
        return store.database().read(store.clients()::list).stream()
                .filter(client -> ifNotExists && known(client))
                .findFirst()
                .map(ClientViews::fields)
                .orElseThrow(() ->
                        new CliError(
                                ExitCode.CONFLICT,
                                "a client has the id " + id + " already",
                                "mcp-oauth client show " + NextSteps.quoted(id)));
    }

    private String called() {
        return name.isEmpty() && preset != null ? preset.title() : name;
    }

    private ClientMetadata metadata() {
        if (called().isEmpty()) {
            throw new CliError(
                    ExitCode.USAGE,
                    "give it a --name, or say which --preset",
                    "mcp-oauth client register --help");
        }
        if (!id.isEmpty() && !id.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new CliError(
                    ExitCode.USAGE, "an id has letters, digits, dots, dashes, underscores", null);
        }
        List<String> uris = redirectUris;
        if (uris.isEmpty()) {
            uris = preset == null ? List.of("http://127.0.0.1/callback") : preset.redirectUris();
        }
        uris.forEach(ClientRegister::checkRedirect);
        checkGrants(grants);
        return new ClientMetadata(
                called(),
                uris,
                grants,
                type == Type.PUBLIC ? "none" : "client_secret_basic",
                Scope.of(scopes),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    static void checkRedirect(String uri) {
        RedirectUri.problem(uri)
                .ifPresent(problem -> {
                    throw new CliError(ExitCode.USAGE, uri + ": " + problem, null);
                });
    }

    private static void checkGrants(List<String> asked) {
        if (!GRANTS.containsAll(asked) || !asked.contains("authorization_code")) {
            throw new CliError(
                    ExitCode.USAGE,
                    "grants are authorization_code and maybe refresh_token, not "
                            + String.join(", ", asked),
                    null);
        }
    }

    private void show(Map<String, Object> client) {
        if (session.options().structured()) {
            session.terminal().show(client, List.of());
        } else {
            session.terminal().data(String.valueOf(client.get("client_id")));
        }
    }

    private void done(Map<String, Object> client, String what) {
        String made = String.valueOf(client.get("client_id"));
        String next =
                preset == null
                        ? "mcp-oauth client show " + made
                        : "mcp-oauth client snippet " + made + " --for " + preset;
        session.terminal().done("client " + client.get("client_name") + " " + what, next);
    }
}
