package dev.mcpoauth.embed;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.broker.Foundation;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.provider.OAuthProvider;
import dev.mcpoauth.provider.OwnProviders;
import dev.mcpoauth.provider.ProviderFault;
import dev.mcpoauth.provider.Providers;
import dev.mcpoauth.provider.Providers.Built;
import dev.mcpoauth.provider.ServiceHttp;
import dev.mcpoauth.store.Store;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/// A broker that lives in another server's process.
final class Embedded implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration MINIMUM_LIFE = Duration.ofMinutes(1);

    private final Settings settings;
    private final ServiceHttp http = new ServiceHttp(DEADLINE);
    private final OwnProviders own = new OwnProviders();
    private final Store store;
    private final Broker broker;
    private Built built = new Built(Map.of(), Map.of());

    Embedded(Settings settings, Map<String, Class<? extends OAuthProvider>> classes) {
        this.settings = settings;
        this.store = Foundation.store(settings);
        Foundation on = new Foundation(settings, store, InstantSource.system(), new SecureRandom());
        this.broker =
                Broker.of(
                        on,
                        tokens -> {
                            Providers providers =
                                    new Providers(settings.issuer(), http, InstantSource.system());
                            built =
                                    own.start(
                                            providers
                                                    .with(classes)
                                                    .build(
                                                            settings.providers(),
                                                            tokens,
                                                            on::credentials));
                            return built.working();
                        });
    }

    Settings settings() {
        return settings;
    }

    Broker broker() {
        return broker;
    }

    Map<String, ProviderFault> broken() {
        return built.broken();
    }

    ServiceCredentials credentials(AccessTokenInfo caller) {
        ServiceToken token = broker.serviceTokens().fresh(caller.accountId(), MINIMUM_LIFE, false);
        return new ServiceCredentials(
                token.accessToken(),
                token.tokenType(),
                token.expiresAt(),
                caller.provider(),
                caller.user(),
                apiHost(caller.provider(), token),
                token.scope(),
                token.extra());
    }

    /// Where the service's API is: where the settings say by `api_host`, where the service said
    /// with the token, or where it tells who the user is.
    private String apiHost(String provider, ServiceToken token) {
        Object said = settings.providers().getOrDefault(provider, Map.of()).get("api_host");
        String instance = token.extra().get("instance_url");
        if (said != null) {
            return said.toString();
        }
        OAuthProvider found = built.working().get(provider);
        String url =
                instance != null || found == null
                        ? String.valueOf(instance)
                        : found.spec().endpoints().userInfo();
        String host = URI.create(url).getAuthority();
        return host == null ? "" : host;
    }

    @Override
    public void close() {
        own.close();
        store.close();
        http.close();
    }
}
