package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.Secret;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Builds the providers that the settings name; a broken one never stops the others.
public final class Providers {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,40}");

    private final Catalogue catalogue = new Catalogue();
    private final String issuer;
    private final ServiceHttp http;
    private final InstantSource clock;

    /// Providers whose callback is below this issuer.
    public Providers(String issuer, ServiceHttp http, InstantSource clock) {
        this.issuer = issuer;
        this.http = http;
        this.clock = clock;
    }

    /// The providers that could be built, and why the others could not, by name.
    ///
    /// @param working the providers
    /// @param broken one sentence for each that cannot be used
    public record Built(Map<String, OAuthProvider> working, Map<String, String> broken) {}

    /// Builds every provider; `stored` finds credentials that the settings leave out.
    public Built build(
            Map<String, Map<String, Object>> settings,
            TokenStore store,
            Function<String, Optional<ProviderCredentials>> stored) {
        Map<String, OAuthProvider> working = new LinkedHashMap<>();
        Map<String, String> broken = new LinkedHashMap<>();
        settings.forEach((name, each) -> {
            try {
                working.put(name, provider(name, each, store, stored));
            } catch (IllegalArgumentException e) {
                broken.put(name, String.valueOf(e.getMessage()));
            }
        });
        return new Built(working, broken);
    }

    private OAuthProvider provider(
            String name,
            Map<String, Object> settings,
            TokenStore store,
            Function<String, Optional<ProviderCredentials>> stored) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a provider's name is small letters, digits and dashes");
        }
        ProviderCredentials credentials =
                stored.apply(name)
                        .or(() -> credentials(settings))
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "no client id; run: mcp-oauth provider credentials "
                                                + name));
        Function<Map<String, Object>, ProviderContext> context =
                all ->
                        new ProviderContext(
                                name,
                                catalogue.spec(name, all),
                                credentials,
                                URI.create(issuer + "/callback/" + name),
                                store,
                                http,
                                clock);
        return ProviderCode.of(settings)
                .<OAuthProvider>map(code -> new OwnProvider(name, code, settings, context))
                .orElseGet(() -> new BaseOAuthProvider(context.apply(settings)));
    }

    private static Optional<ProviderCredentials> credentials(Map<String, Object> settings) {
        Object id = settings.get("client_id");
        Object secret = settings.get("client_secret");
        return Optional.ofNullable(id)
                .map(text ->
                        new ProviderCredentials(
                                text.toString(),
                                secret == null ? null : new Secret(secret.toString())));
    }
}
