package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.oauth.Unavailable;
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
    private final Map<String, Class<? extends OAuthProvider>> classes;

    /// Providers whose callback is below this issuer.
    public Providers(String issuer, ServiceHttp http, InstantSource clock) {
        this(issuer, http, clock, Map.of());
    }

    private Providers(
            String issuer,
            ServiceHttp http,
            InstantSource clock,
            Map<String, Class<? extends OAuthProvider>> classes) {
        this.issuer = issuer;
        this.http = http;
        this.clock = clock;
        this.classes = classes;
    }

    /// The same, but the providers of these names are made of these classes, which are on the class
    /// path already; each has a constructor that takes one [ProviderContext].
    public Providers with(Map<String, Class<? extends OAuthProvider>> more) {
        Map<String, Class<? extends OAuthProvider>> all = new LinkedHashMap<>(classes);
        all.putAll(more);
        return new Providers(issuer, http, clock, all);
    }

    /// The providers that could be built, and why the others could not, by name.
    ///
    /// @param working the providers
    /// @param broken what is wrong with each that cannot be used
    public record Built(Map<String, OAuthProvider> working, Map<String, ProviderFault> broken) {}

    /// Builds every provider; `stored` finds credentials that the settings leave out. Trouble of
    /// the store is not a provider's: it ends the building ([Unavailable]).
    public Built build(
            Map<String, Map<String, Object>> settings,
            TokenStore store,
            Function<String, Optional<ProviderCredentials>> stored) {
        Map<String, OAuthProvider> working = new LinkedHashMap<>();
        Map<String, ProviderFault> broken = new LinkedHashMap<>();
        settings.forEach((name, each) -> {
            try {
                working.put(name, provider(name, each, store, stored));
            } catch (Unavailable e) {
                throw e;
            } catch (RuntimeException | LinkageError e) {
                // an author's constructor may throw anything: it breaks that one provider
                broken.put(name, ProviderFault.of(e));
            }
        });
        return new Built(working, broken);
    }

    /// Why a provider of these settings cannot be used; empty when it can. Nothing is asked of the
    /// service.
    public Optional<ProviderFault> fault(
            String name, Map<String, Object> settings, Optional<ProviderCredentials> stored) {
        try {
            checkName(name);
            Behaviours.check(catalogue.spec(name, settings).behaviour());
            return stored.or(() -> credentials(settings)).isPresent()
                    ? Optional.empty()
                    : Optional.of(ProviderFault.noCredentials(name));
        } catch (RuntimeException | LinkageError e) {
            return Optional.of(ProviderFault.of(e));
        }
    }

    private static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a provider's name is small letters, digits and dashes");
        }
    }

    private OAuthProvider provider(
            String name,
            Map<String, Object> settings,
            TokenStore store,
            Function<String, Optional<ProviderCredentials>> stored) {
        checkName(name);
        ProviderCredentials credentials =
                stored.apply(name)
                        .or(() -> credentials(settings))
                        .orElseThrow(() -> ProviderFault.noCredentials(name).problem());
        Function<Map<String, Object>, ProviderContext> context =
                all -> context(name, all, credentials, store);
        Class<? extends OAuthProvider> type = classes.get(name);
        if (type != null) {
            return new CheckedProvider(name, ProviderClass.create(type, settings, context));
        }
        return ProviderCode.of(settings)
                .<OAuthProvider>map(code -> new OwnProvider(name, code, settings, context))
                .orElseGet(() -> Behaviours.provider(context.apply(settings)));
    }

    private ProviderContext context(
            String name,
            Map<String, Object> settings,
            ProviderCredentials credentials,
            TokenStore store) {
        ProviderSpec spec = catalogue.spec(name, settings);
        return new ProviderContext(
                name,
                spec,
                credentials,
                redirectUri(name, spec),
                new CheckedTokenStore(name, store),
                http,
                clock);
    }

    /// Where the service sends the browser back to; to be registered there, byte for byte.
    public URI redirectUri(String name, ProviderSpec spec) {
        String host = spec.authorization().callbackHost();
        String base =
                host.isEmpty()
                        ? issuer
                        : issuer.replaceFirst(
                                "^http://(127\\.0\\.0\\.1|localhost)", "http://" + host);
        return URI.create(base + "/callback/" + name);
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
