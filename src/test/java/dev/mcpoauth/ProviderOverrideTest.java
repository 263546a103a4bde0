package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpoauth.RawClient.Members;
import dev.mcpoauth.testkit.FakeService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an author overrides in a provider is what the endpoints do.
final class ProviderOverrideTest {
    private static final String OPINIONATED =
            """
            import dev.mcpoauth.oauth.*;
            import dev.mcpoauth.provider.*;

            public final class Opinionated extends BaseOAuthProvider {
                public Opinionated(ProviderContext context) {
                    super(context);
                }

                @Override
                public OAuthToken exchangeAuthorizationCode(CodeExchange exchange) {
                    return living(super.exchangeAuthorizationCode(exchange), 11);
                }

                @Override
                public OAuthToken exchangeRefreshToken(RefreshExchange exchange) {
                    if (away()) {
                        throw new ServiceUnavailable("away", null);
                    }
                    return living(super.exchangeRefreshToken(exchange), 22);
                }

                @Override
                public AccessTokenInfo validateAccessToken(String accessToken) {
                    if (away()) {
                        throw new TokenError(OAuthError.INVALID_TOKEN.because("not today"));
                    }
                    return super.validateAccessToken(accessToken);
                }

                @Override
                public OAuthClientInfo registerClient(ClientMetadata metadata) {
                    if (metadata.clientName().equals("Unwanted")) {
                        throw new RegistrationError(
                                OAuthError.INVALID_CLIENT_METADATA.because("not this one"));
                    }
                    return super.registerClient(metadata);
                }

                private static boolean away() {
                    return java.nio.file.Files.exists(java.nio.file.Path.of("AWAY"));
                }

                private static OAuthToken living(OAuthToken token, long seconds) {
                    return new OAuthToken(token.accessToken(), token.tokenType(), seconds,
                            token.refreshToken(), token.scope());
                }
            }
            """;

    @TempDir private Path folder;

    @Test
    void registrations_codes_and_tokens_go_through_the_provider() throws IOException {
        Path away = folder.resolve("away");
        Path source = folder.resolve("Opinionated.java");
        Files.writeString(source, OPINIONATED.replace("AWAY", away.toString()));
        try (FakeService service = FakeService.start();
                LiveBroker broker = LiveBroker.withoutDemo(folder, settings(service, source))) {
            RawClient client = RawClient.of(broker);
            Members first = client.tokens(Map.of());
            assertEquals("11", first.get("expires_in"));
            Members second = Members.of(client.refresh(first.get("refresh_token"), Map.of()));
            assertEquals("22", second.get("expires_in"));
            assertEquals(200, client.call(second.get("access_token")).status());
            Files.createFile(away);
            assertEquals(401, client.call(second.get("access_token")).status());
            RawHttp.Answer later = client.refresh(second.get("refresh_token"), Map.of());
            assertEquals(503, later.status());
            assertEquals("temporarily_unavailable", Members.of(later).get("error"));
            RawHttp.Answer unwanted =
                    RawHttp.send(
                            broker.at("/register"),
                            "POST /register HTTP/1.1\nContent-Type: application/json",
                            "{\"client_name\":\"Unwanted\",\"redirect_uris\":[\"http://[::1]/\"]}");
            assertEquals("not this one", Members.of(unwanted).get("error_description"));
            Files.delete(away);
            assertEquals(200, client.refresh(second.get("refresh_token"), Map.of()).status());
        }
    }

    private static Map<String, Object> settings(FakeService service, Path source) {
        Map<String, Object> own = new HashMap<>(service.providerSettings());
        own.put("source", source.toString());
        return Map.of(
                "rate_limits",
                false,
                "providers.own",
                own,
                "resources",
                Map.of("mcp", Map.of("provider", "own")));
    }
}
