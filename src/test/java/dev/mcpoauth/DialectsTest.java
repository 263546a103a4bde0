package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.provider.Catalogue;
import dev.mcpoauth.provider.Providers;
import dev.mcpoauth.provider.ServiceClient;
import dev.mcpoauth.provider.ServiceException;
import dev.mcpoauth.provider.ServiceHttp;
import dev.mcpoauth.provider.TokenStore;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.testkit.FakeService;
import dev.mcpoauth.testkit.LoopbackClient;
import dev.mcpoauth.testkit.ProviderContract;
import dev.mcpoauth.testkit.ProviderContract.Outcome;
import dev.mcpoauth.testkit.ProviderContract.Row;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every service of the catalogue, as it really speaks: a whole login of an MCP client through the
/// broker, a refresh and a revocation, over real HTTP against a service that refuses what the real
/// one refuses.
final class DialectsTest {
    /// Who the broker knows after alice's login: the identifier, and the name for people.
    private static final Map<String, String> ALICE =
            Map.ofEntries(
                    Map.entry("github", "1001 alice alice@private.example"),
                    Map.entry("github-app", "1001 alice null"),
                    Map.entry("google", "101001 alice@gmail.example alice@gmail.example"),
                    Map.entry("google-drive", "101001 alice@gmail.example alice@gmail.example"),
                    Map.entry("linkedin", "li1001 alice@work.example alice@work.example"),
                    Map.entry("slack", "U1001 alice null"),
                    Map.entry("slack-bot", "U1001 alice null"),
                    Map.entry("slack-user", "U1001 alice null"),
                    Map.entry("slack-oidc", "U1001 alice@acme.example alice@acme.example"),
                    Map.entry("dropbox", "dbid:alice alice@files.example alice@files.example"),
                    Map.entry("microsoft", "oid-alice alice@tenant.example alice@tenant.example"),
                    Map.entry("gitlab", "1001 alice alice@code.example"),
                    Map.entry("notion", "user-alice alice@notes.example alice@notes.example"),
                    Map.entry("salesforce", "0051001 alice@acme.example alice@acme.example"),
                    Map.entry("atlassian", "557058:alice alice@acme.example alice@acme.example"),
                    Map.entry("discord", "801001 alice alice@chat.example"),
                    Map.entry("spotify", "alice Alice Adams alice@music.example"),
                    Map.entry("zoom", "zm1001 alice@calls.example alice@calls.example"),
                    Map.entry("x", "1001 alice alice@x.example"),
                    Map.entry("hubspot", "1001 alice@crm.example alice@crm.example"),
                    Map.entry("linear", "lin-alice alice@issues.example alice@issues.example"),
                    Map.entry("asana", "121001 alice@tasks.example alice@tasks.example"),
                    Map.entry("figma", "fig1001 alice@design.example alice@design.example"));

    private static final Set<String> NO_REFRESH = Set.of("github");
    private static final Set<String> NO_REVOCATION =
            Set.of("microsoft", "atlassian", "spotify", "figma");

    /// What the service's API needs besides the token.
    private static Map<String, String> kept(String dialect) {
        return switch (dialect) {
            case "slack", "slack-bot" -> Map.of("team_id", "T1");
            case "salesforce" -> Map.of("instance_url", "https://acme.my.salesforce.com");
            case "atlassian" ->
                    Map.of("cloud_id", "cloud-1", "site_url", "https://acme.atlassian.net");
            case "dropbox" -> Map.of("account_id", "dbid:alice");
            case "notion" -> Map.of("workspace_name", "Acme", "bot_id", "bot-alice");
            case "zoom" -> Map.of("api_url", "https://api-eu.zoom.us");
            default -> Map.of();
        };
    }

    @TempDir Path folder;

    static Set<String> dialects() {
        return FakeService.dialects();
    }

    @Test
    void every_service_of_the_catalogue_has_a_dialect() {
        Set<String> services = new TreeSet<>(new Catalogue().names());
        services.removeAll(Set.of("demo", "oauth2", "oidc"));
        assertEquals(services, FakeService.dialects());
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void a_whole_login_a_refresh_and_a_revocation(String dialect) {
        try (FakeService service = FakeService.speaking(dialect);
                ServiceHttp http = new ServiceHttp(Duration.ofSeconds(20));
                Wiring.Serving serving = serve(dialect, service)) {
            logIn(serving);
            Settings settings = serving.settings();
            Account account = account(serving.store());
            assertEquals(ALICE.get(dialect), known(account));

            ServiceToken token = account.token();
            assertTrue(token.extra().entrySet().containsAll(kept(dialect).entrySet()));
            if (NO_REFRESH.contains(dialect)) {
                assertNull(token.refreshToken());
                assertNull(token.expiresAt());
            } else {
                ServiceToken next = refresh(settings, serving.store(), account);
                assertNotEquals(token.accessToken(), next.accessToken());
                assertNotNull(next.refreshToken());
                assertEquals(token.scope(), next.scope());
                assertTrue(next.extra().keySet().containsAll(token.extra().keySet()));
                token = refresh(settings, serving.store(), account(serving.store()));
            }
            revoke(client(settings, http), token, dialect);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "linkedin, pkce, true",
        "linkedin, token_auth, basic",
        "notion, json, false",
        "notion, token_auth, post",
        "x, pkce, false",
        "microsoft, scope_in_token_request, false",
        "spotify, callback_host, localhost",
        "salesforce, callback_host, 127.0.0.1",
        "figma, token_auth, post",
        "dropbox, callback_host, 127.0.0.1"
    })
    void a_dialect_refuses_what_the_service_refuses(String dialect, String setting, String wrong) {
        List<Row> rows = ProviderContract.check(dialect, Map.of("preset", dialect, setting, wrong));

        assertEquals(Outcome.FAILED, rows.getFirst().outcome());
        assertEquals("login", rows.getFirst().name());
    }

    private static String known(Account account) {
        return account.user().subject()
                + " "
                + account.user().label()
                + " "
                + account.user().email();
    }

    private static void logIn(Wiring.Serving serving) {
        String resource = serving.settings().issuer() + "/mcp";
        try (LoopbackClient client = new LoopbackClient(resource, step -> {})) {
            client.discover();
            client.register();
            client.login("alice");
            assertTrue(client.call("whoami").contains("alice"));
        }
    }

    private static Account account(Store store) {
        return store.database().read(store.accounts()::list).getFirst();
    }

    private static ServiceToken refresh(Settings settings, Store store, Account account) {
        Broker broker = new Wiring(InstantSource.system()).broker(settings, store);
        return broker.serviceTokens().fresh(account.id(), Duration.ZERO, true);
    }

    private static void revoke(ServiceClient client, ServiceToken token, String dialect) {
        boolean ended = client.revoke(token);
        assertEquals(!NO_REVOCATION.contains(dialect), ended, "revoked");
        if (ended) {
            assertThrows(ServiceException.class, () -> client.userInfo(token));
        }
    }

    private static ServiceClient client(Settings settings, ServiceHttp http) {
        TokenStore none =
                (TokenStore)
                        Proxy.newProxyInstance(
                                TokenStore.class.getClassLoader(),
                                new Class<?>[] {TokenStore.class},
                                (self, method, arguments) -> {
                                    throw new AssertionError(method.getName());
                                });
        return new Providers(settings.issuer(), http, InstantSource.system())
                .build(settings.providers(), none, name -> Optional.empty())
                .working()
                .values()
                .iterator()
                .next()
                .serviceClient();
    }

    private Wiring.Serving serve(String dialect, FakeService service) {
        Map<String, Object> providers = Map.of(dialect, service.providerSettings());
        Overrides overrides =
                new Overrides(
                        null, folder.toString(), Map.of("listen.port", 0, "providers", providers));
        Settings settings = new SettingsReader(Map.of(), folder).read(overrides);
        return new Wiring(InstantSource.system()).serve(settings, false);
    }
}
