package dev.mcpoauth.cli;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsFile;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.provider.Catalogue;
import dev.mcpoauth.provider.ProviderFault;
import dev.mcpoauth.provider.ProviderSpec;
import dev.mcpoauth.provider.Providers;
import dev.mcpoauth.provider.ServiceHttp;
import dev.mcpoauth.scaffold.NewProvider;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Adds a provider to the project's settings; nothing has to be compiled.
@Command(description = "Add a provider to mcp-oauth.json: a preset, a discovered service, or data.")
@Usage(
        examples = {
            "mcp-oauth provider add github --preset github",
            "mcp-oauth provider add corp --discover https://id.example.com",
            "mcp-oauth provider add gitlab --preset gitlab --set base_url=https://git.example.com",
            "mcp-oauth provider add acme --authorize-url URL --token-url URL --userinfo-url URL"
        },
        exits = {ExitCode.UNREACHABLE, ExitCode.CONFLICT})
final class ProviderAdd implements Callable<Integer> {
    private static final Set<String> FLAGS =
            Set.of("json", "pkce", "redirect_uri_in_refresh", "scope_in_token_request");

    private final Session session;

    @Parameters(
            paramLabel = "NAME",
            description = "What you call it; without --preset, also the built-in service.")
    String name = "";

    @Option(names = "--preset", paramLabel = "PRESET", description = "A built-in service.")
    @Nullable String preset;

    @Option(
            names = "--discover",
            paramLabel = "URL",
            description = "Read the metadata of this issuer (OpenID Connect or RFC 8414).")
    @Nullable URI discover;

    @Mixin ServiceOptions service = new ServiceOptions();

    @Option(
            names = "--set",
            paramLabel = "SETTING=VALUE",
            description = "Any other setting of docs/providers.md; may repeat.")
    Map<String, String> more = Map.of();

    @Option(names = "--dry-run", description = "Print what would be written.")
    boolean dryRun;

    ProviderAdd(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        SettingsFile file = session.settingsFile();
        Settings settings = session.settings(Map.of());
        if (file.has("providers", name) || settings.providers().containsKey(name)) {
            throw taken();
        }
        Map<String, Object> own = own();
        ProviderSpec spec = checked(own);
        if (dryRun) {
            Map<String, Object> would = Map.of("providers", Map.of(name, own));
            session.terminal().show(would, List.of(Json.pretty(would)));
            return 0;
        }
        if (!file.put("providers", name, own)) {
            throw taken();
        }
        tell(file, spec, settings);
        return 0;
    }

    private CliError taken() {
        return new CliError(
                ExitCode.CONFLICT,
                "a provider is named " + name + " already",
                "mcp-oauth provider show " + name);
    }

    private Map<String, Object> own() {
        Map<String, Object> own = new LinkedHashMap<>();
        if (discover != null) {
            NewProvider.check("issuer", discover);
            own.putAll(DiscoveredSettings.metadata(session, discover).settings());
        }
        String base =
                preset == null && !PresetSettings.knows(name)
                        ? "oauth2"
                        : Objects.requireNonNullElse(preset, name);
        own.putIfAbsent("preset", base);
        Map<String, Object> told = service.over(own);
        more.forEach((setting, value) -> told.put(setting, value(setting, value)));
        return told;
    }

    /// A flag as what it is: what is neither of the two would be read as false.
    private static Object value(String setting, String value) {
        if (!FLAGS.contains(setting)) {
            return value;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new CliError(
                            ExitCode.USAGE, setting + " is true or false, not " + value, null);
        };
    }

    /// What only the first login would find. Other settings than the options' may be made of
    /// settings, and their addresses are looked at when the spec is read.
    private void check(Map<String, Object> own) {
        Set<String> options = service.over(Map.of()).keySet();
        own.forEach((key, value) -> {
            boolean typed = options.contains(key) && !more.containsKey(key);
            // an empty text takes away what the preset says
            if (!value.equals("") && (typed || key.startsWith("user_"))) {
                NewProvider.check(key, value);
            }
        });
    }

    private ProviderSpec checked(Map<String, Object> own) {
        if (own.containsKey("client_secret")) {
            throw CliError.secretTold(name);
        }
        try {
            ProviderSpec spec = new Catalogue().spec(name, own);
            check(own);
            return spec;
        } catch (IllegalArgumentException e) {
            throw new CliError(
                    ExitCode.USAGE,
                    String.valueOf(e.getMessage()),
                    ProviderFault.of(e).command().orElse("mcp-oauth provider add --help"));
        }
    }

    private void tell(SettingsFile file, ProviderSpec spec, Settings settings) {
        String redirectUri;
        try (ServiceHttp silent = new ServiceHttp(session.deadline())) {
            redirectUri =
                    new Providers(settings.issuer(), silent, InstantSource.system())
                            .redirectUri(name, spec)
                            .toString();
        }
        String register = spec.notes().registerUrl();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("provider", name);
        fields.put("title", spec.title());
        fields.put("file", file.path().toString());
        fields.put("redirect_uri", redirectUri);
        fields.put("register_url", register);
        session.terminal().show(fields, List.of(redirectUri));
        session.terminal().done("added " + name + " (" + spec.title() + ") to " + file.path(), "");
        session.terminal()
                .say("  1. register an app" + (register.isEmpty() ? "" : " at " + register));
        session.terminal().say("     with the redirect URI " + redirectUri);
        String places = session.options().again();
        session.terminal().say("  2. " + ProviderFault.credentials(name) + places);
        session.terminal().say("  3. mcp-oauth provider check " + name + places);
    }
}
