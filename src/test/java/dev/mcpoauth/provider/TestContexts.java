package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.testkit.FakeService;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Clients of a pretend service, with a clock that stands still.
final class TestContexts {
    static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private TestContexts() {}

    static ServiceClient client(FakeService service, ServiceHttp http, Map<String, Object> more) {
        Map<String, Object> settings = new LinkedHashMap<>(service.providerSettings());
        settings.putAll(more);
        return client("demo", settings, http);
    }

    static ServiceClient client(String name, Map<String, Object> settings, ServiceHttp http) {
        return new BaseOAuthProvider(
                        new ProviderContext(
                                name,
                                new Catalogue().spec(name, settings),
                                new ProviderCredentials("demo-client", new Secret("demo-secret")),
                                URI.create("http://127.0.0.1:1/callback/demo"),
                                noStore(),
                                http,
                                InstantSource.fixed(NOW)))
                .serviceClient();
    }

    /// A store that must not be asked.
    static TokenStore noStore() {
        return (TokenStore)
                Proxy.newProxyInstance(
                        TokenStore.class.getClassLoader(),
                        new Class<?>[] {TokenStore.class},
                        (self, method, arguments) -> {
                            throw new AssertionError(method.getName());
                        });
    }

    /// A store that only takes logins.
    static TokenStore storing(List<TokenStore.ServiceLogin> kept) {
        return (TokenStore)
                Proxy.newProxyInstance(
                        TokenStore.class.getClassLoader(),
                        new Class<?>[] {TokenStore.class},
                        (self, method, arguments) -> {
                            kept.add((TokenStore.ServiceLogin) arguments[1]);
                            return new CallbackResult.AccountLinked(1, "x");
                        });
    }
}
