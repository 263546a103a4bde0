package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpoauth.provider.Catalogue;
import dev.mcpoauth.provider.ProviderSpec;
import dev.mcpoauth.provider.ProviderSpec.Endpoints;
import dev.mcpoauth.provider.Providers;
import dev.mcpoauth.provider.ServiceHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The pages of `docs/providers` say what the catalogue says. `-Dpages=write` writes them anew.
final class ProviderPagesTest {
    private static final Path FOLDER = Path.of("docs/providers");
    private static final Set<String> WITHOUT_PAGE = Set.of("demo", "oauth2");
    private static final Map<String, Object> OPEN = Map.of("issuer", "https://ISSUER");

    @Test
    void every_service_has_a_page_that_is_up_to_date() throws IOException {
        Map<String, String> wanted = new TreeMap<>();
        for (String preset : new Catalogue().names()) {
            if (!WITHOUT_PAGE.contains(preset)) {
                wanted.put(preset + ".md", page(preset));
            }
        }
        wanted.put("README.md", index());
        if (System.getProperty("pages", "").equals("write")) {
            write(wanted);
        }
        assertEquals(wanted, found());
    }

    private static void write(Map<String, String> pages) throws IOException {
        Files.createDirectories(FOLDER);
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Files.writeString(FOLDER.resolve(page.getKey()), page.getValue());
        }
    }

    private static Map<String, String> found() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path each : files.toList()) {
                found.put(each.getFileName().toString(), Files.readString(each));
            }
        }
        return found;
    }

    private static ProviderSpec spec(String preset) {
        return new Catalogue().spec(preset, preset.equals("oidc") ? OPEN : Map.of());
    }

    private static String index() {
        StringBuilder text = new StringBuilder("# Built-in services\n\n");
        text.append("Written from the catalogue by `ProviderPagesTest`; change the catalogue.\n\n");
        text.append("| service | preset | facts |\n|---|---|---|\n");
        for (String preset : new java.util.TreeSet<>(new Catalogue().names())) {
            if (!WITHOUT_PAGE.contains(preset)) {
                ProviderSpec spec = spec(preset);
                text.append(
                        "| [%s](%s.md) | `%s` | %s |%n"
                                .formatted(
                                        spec.title(), preset, preset, spec.notes().confidence()));
            }
        }
        text.append(
                """

                Facts: A from the service's own documents, B from several independent programs,
                C from one source. `mcp-oauth provider show NAME` marks every value that is not A.
                """);
        return text.toString();
    }

    private static String page(String preset) {
        ProviderSpec spec = spec(preset);
        return """
        # %1$s

        Written from the catalogue by `ProviderPagesTest`; change the catalogue.

        ## Register the app

        %2$s
        Redirect URI to paste, exactly (with the broker's usual address and the name `%3$s`):

            %4$s
        %5$s
        ## Add it

            mcp-oauth provider add %3$s --preset %3$s%6$s
            mcp-oauth provider credentials %3$s --client-id ID --client-secret-stdin
            mcp-oauth provider check %3$s
            mcp-oauth login %3$s

        ## What is asked for

        %7$s
        ## Endpoints

        %8$s
        %9$s\
        """
                .formatted(
                        spec.title(),
                        register(spec),
                        preset,
                        redirectUri(preset, spec),
                        rule(spec),
                        preset.equals("oidc") ? " --set issuer=https://ISSUER" : "",
                        scopes(spec),
                        endpoints(spec),
                        quirks(spec) + documents(spec));
    }

    private static String register(ProviderSpec spec) {
        String url = spec.notes().registerUrl();
        return url.isEmpty()
                ? "Register an app (an OAuth client) in the settings of the service.\n"
                : "Register an app at <%s> (such pages move; C).\n".formatted(url);
    }

    private static String redirectUri(String preset, ProviderSpec spec) {
        try (ServiceHttp silent = new ServiceHttp(Duration.ofSeconds(1))) {
            return new Providers("http://127.0.0.1:8787", silent, InstantSource.system())
                    .redirectUri(preset, spec)
                    .toString();
        }
    }

    private static String rule(ProviderSpec spec) {
        String rule = spec.notes().redirectRule();
        return rule.isEmpty() ? "" : "\nThe service's rule: " + rule + ".\n";
    }

    private static String scopes(ProviderSpec spec) {
        String asked =
                spec.scopes().isEmpty()
                        ? "No scopes: the app's registration says what is allowed.\n"
                        : spec.scopes().names().stream()
                                .map(name -> "- `" + name + "`\n")
                                .collect(Collectors.joining());
        return asked + "\nOthers: `\"scopes\": [...]` in the provider's settings.\n";
    }

    private static String endpoints(ProviderSpec spec) {
        Endpoints at = spec.endpoints();
        StringBuilder table = new StringBuilder("| setting | value |\n|---|---|\n");
        row(table, spec, "discovery_url", at.discovery());
        row(table, spec, "authorize_url", at.authorize());
        row(table, spec, "token_url", at.token());
        row(table, spec, "refresh_url", at.refresh());
        row(table, spec, "device_url", at.device());
        row(table, spec, "userinfo_url", at.userInfo());
        row(table, spec, "revoke_url", at.revoke());
        row(table, spec, "token_auth", spec.token().auth());
        row(table, spec, "pkce", String.valueOf(spec.authorization().pkce()));
        return table.toString();
    }

    private static void row(StringBuilder table, ProviderSpec spec, String name, String value) {
        if (!value.isEmpty()) {
            String doubt = spec.notes().doubts().getOrDefault(name, "");
            String mark = doubt.isEmpty() ? "" : " (" + doubt + ")";
            table.append("| `%s` | `%s`%s |%n".formatted(name, value, mark));
        }
    }

    private static String quirks(ProviderSpec spec) {
        return spec.notes().quirks().isEmpty()
                ? ""
                : spec.notes().quirks().stream()
                        .map(quirk -> "- " + quirk + "\n")
                        .collect(Collectors.joining("", "## What is odd\n\n", "\n"));
    }

    private static String documents(ProviderSpec spec) {
        return spec.notes().docs().stream()
                .map(url -> "- <" + url + ">\n")
                .collect(
                        Collectors.joining(
                                "",
                                "## Where this is from\n\nConfidence "
                                        + spec.notes().confidence()
                                        + ".\n\n",
                                ""));
    }
}
