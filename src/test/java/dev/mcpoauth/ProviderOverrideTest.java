package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.RawClient.Members;
import dev.mcpoauth.broker.AccountLogins.Standing;
import dev.mcpoauth.broker.DeviceLogins;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.testkit.FakeBrowser;
import dev.mcpoauth.testkit.FakeService;
import java.io.IOException;
import java.net.URI;
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

    private static final String CLUMSY =
            """
            import dev.mcpoauth.oauth.*;
            import dev.mcpoauth.provider.*;
            import java.nio.file.*;

            public final class Clumsy extends BaseOAuthProvider {
                public Clumsy(ProviderContext context) {
                    super(context);
                }

                @Override
                protected Scope scopesFor(AuthorizationParams params) {
                    return slip(super.scopesFor(params));
                }

                @Override
                protected void welcome(UserInfo user) {
                    slip(user);
                }

                @Override
                public OAuthToken exchangeRefreshToken(RefreshExchange exchange) {
                    return super.exchangeRefreshToken(slip(exchange));
                }

                @Override
                public AccessTokenInfo validateAccessToken(String accessToken) {
                    return super.validateAccessToken(slip(accessToken));
                }

                @Override
                public OAuthClientInfo registerClient(ClientMetadata metadata) {
                    return super.registerClient(slip(metadata));
                }

                private static <T> T slip(T value) {
                    try {
                        if (Files.readString(Path.of("SLIPS")).isEmpty()) {
                            return value;
                        }
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                    throw new IllegalStateException("a slip");
                }
            }
            """;

    private static final String STRICT =
            """
            import dev.mcpoauth.oauth.*;
            import dev.mcpoauth.provider.*;

            public final class Strict extends BaseOAuthProvider {
                public Strict(ProviderContext context) {
                    super(context);
                }

                @Override
                protected void welcome(UserInfo user) {
                    throw new AuthorizeError(OAuthError.ACCESS_DENIED.because("not here"));
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

    @Test
    void a_slip_of_the_author_is_trouble_that_passes_in_every_operation() throws IOException {
        Path slips = folder.resolve("slips");
        Path source = folder.resolve("Clumsy.java");
        Files.writeString(source, CLUMSY.replace("SLIPS", slips.toString()));
        Files.writeString(slips, "");
        try (FakeService service = FakeService.start();
                LiveBroker broker = LiveBroker.withoutDemo(folder, settings(service, source))) {
            RawClient client = RawClient.of(broker);
            Members tokens = client.tokens(Map.of());
            Files.writeString(slips, "all");

            assertEquals(503, register(broker).status());
            RawHttp.Answer consent = client.authorize(Map.of());
            RawHttp.Answer back = client.answer(consent, Map.of("decision", "approve"));
            assertTrue(back.location().getQuery().contains("error=temporarily_unavailable"));
            assertEquals(503, client.refresh(tokens.get("refresh_token"), Map.of()).status());
            assertEquals(503, client.call(tokens.get("access_token")).status());

            Files.writeString(slips, "");
            RawHttp.Answer again = client.authorize(Map.of());
            RawHttp.Answer sent = client.answer(again, Map.of("decision", "approve"));
            Files.writeString(slips, "all");
            RawHttp.Answer end = client.open(client.logIn(sent, "alice").location());
            assertTrue(end.location().getQuery().contains("error=temporarily_unavailable"));
            Files.writeString(slips, "");
            assertEquals(200, client.call(tokens.get("access_token")).status());
            assertEquals(200, client.refresh(tokens.get("refresh_token"), Map.of()).status());
        }
    }

    @Test
    void who_is_turned_away_is_not_let_in_by_a_code_either() throws IOException {
        Path source = folder.resolve("Strict.java");
        Files.writeString(source, STRICT);
        try (FakeService service = FakeService.start();
                LiveBroker broker = LiveBroker.withoutDemo(folder, settings(service, source));
                FakeBrowser browser = new FakeBrowser("nowhere:")) {
            DeviceLogins.Begun begun = broker.deviceLogins().begin("own", Scope.NONE).orElseThrow();
            String page = service.baseUrl() + "/device?user_code=" + begun.device().userCode();
            browser.press(browser.open(URI.create(page)), "user", "alice");

            DeviceLogins.Polled polled = broker.deviceLogins().poll(begun);

            assertEquals(new Standing.Failed("access_denied", "not here"), polled.standing());
            assertTrue(broker.store().database().read(broker.store().accounts()::list).isEmpty());
        }
    }

    private static RawHttp.Answer register(LiveBroker broker) {
        return RawHttp.send(
                broker.at("/register"),
                "POST /register HTTP/1.1\nContent-Type: application/json",
                "{\"redirect_uris\":[\"http://[::1]/\"]}");
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
