package dev.mcpoauth.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What the command line says about a service: one option for each setting.
final class ServiceOptions {
    @Option(
            names = "--title",
            paramLabel = "TEXT",
            description = "The service's name, as people see it.")
    @Nullable String title;

    @Option(
            names = "--authorize-url",
            paramLabel = "URL",
            description = "Authorization endpoint: where users log in.")
    @Nullable String authorizeUrl;

    @Option(
            names = "--token-url",
            paramLabel = "URL",
            description = "Token endpoint: where codes become tokens.")
    @Nullable String tokenUrl;

    @Option(
            names = "--refresh-url",
            paramLabel = "URL",
            description = "Where tokens are refreshed, when that is another URL.")
    @Nullable String refreshUrl;

    @Option(
            names = "--revoke-url",
            paramLabel = "URL",
            description = "Revocation endpoint: where tokens are ended.")
    @Nullable String revokeUrl;

    @Option(
            names = "--device-url",
            paramLabel = "URL",
            description = "Device authorization endpoint: where logins by code start.")
    @Nullable String deviceUrl;

    @Option(
            names = "--userinfo-url",
            paramLabel = "URL",
            description = "Where the service says who the user is.")
    @Nullable String userinfoUrl;

    @Option(
            names = "--user-id",
            paramLabel = "JSON-POINTER",
            description = "Where in that answer the user's stable id is, such as /id.")
    @Nullable String userId;

    @Option(
            names = "--user-login",
            paramLabel = "JSON-POINTER",
            description = "Where in that answer the user's short name is, such as /login.")
    @Nullable String userLogin;

    @Option(
            names = "--scope",
            paramLabel = "S",
            arity = "1",
            description = "A scope to ask for; may repeat.")
    List<String> scopes = List.of();

    @Option(
            names = "--scope-separator",
            paramLabel = "' '|','",
            description = "What separates scopes: a blank (usual) or a comma.")
    @Nullable String scopeSeparator;

    @Option(
            names = "--token-auth",
            paramLabel = "basic|post|none",
            description = "How the broker sends its client id and secret.")
    @Nullable String tokenAuth;

    @Option(
            names = "--pkce",
            paramLabel = "s256|none",
            description = "none only for a service that refuses PKCE.")
    @Nullable String pkce;

    @Option(
            names = "--refresh",
            paramLabel = "rotate|static|none",
            description = "What a refresh does to the refresh token; noted for people.")
    @Nullable String refresh;

    @Option(
            names = "--extra-authorize",
            paramLabel = "K=V",
            description = "One more parameter of the authorization request; may repeat.")
    Map<String, String> extraAuthorize = Map.of();

    /// What was said over what is known already.
    Map<String, Object> over(Map<String, Object> known) {
        Map<String, Object> service = new LinkedHashMap<>(known);
        texts().forEach((name, value) -> {
            if (value != null) {
                service.put(name, value);
            }
        });
        if (!scopes.isEmpty()) {
            service.put("scopes", scopes);
        }
        if (tokenAuth != null) {
            service.put("token_auth", one("--token-auth", tokenAuth, "basic", "post", "none"));
        }
        if (scopeSeparator != null) {
            service.put("scope_separator", one("--scope-separator", scopeSeparator, " ", ","));
        }
        if (pkce != null && one("--pkce", pkce, "s256", "none").equals("none")) {
            service.put("pkce", false);
        }
        if (refresh != null) {
            service.put("quirks", List.of(quirk(refresh)));
        }
        if (!extraAuthorize.isEmpty()) {
            service.put("extra_authorize", extraAuthorize);
        }
        return service;
    }

    private Map<String, @Nullable String> texts() {
        Map<String, @Nullable String> all = new LinkedHashMap<>();
        all.put("title", title);
        all.put("authorize_url", authorizeUrl);
        all.put("token_url", tokenUrl);
        all.put("refresh_url", refreshUrl);
        all.put("userinfo_url", userinfoUrl);
        all.put("revoke_url", revokeUrl);
        all.put("device_url", deviceUrl);
        all.put("user_id", userId);
        all.put("user_login", userLogin);
        return all;
    }

    private static String quirk(String refresh) {
        return switch (one("--refresh", refresh, "rotate", "static", "none")) {
            case "rotate" -> "a refresh spends the refresh token and gives a new one";
            case "static" -> "a refresh keeps the refresh token";
            default -> "there is no refresh token: a new login when the token ends";
        };
    }

    private static String one(String option, String value, String... allowed) {
        if (!List.of(allowed).contains(value)) {
            throw new CliError(
                    ExitCode.USAGE,
                    option + " is one of " + List.of(allowed) + ", not '" + value + "'",
                    null);
        }
        return value;
    }
}
