package dev.mcpoauth.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.CodeExchange;
import dev.mcpoauth.oauth.OAuthToken;
import dev.mcpoauth.oauth.Pkce;
import dev.mcpoauth.oauth.RefreshExchange;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.SplitToken;
import dev.mcpoauth.oauth.SplitToken.Kind;
import dev.mcpoauth.oauth.TokenError;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.provider.ServiceClient;
import dev.mcpoauth.provider.TokenStore;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Backend;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.Codes.Code;
import dev.mcpoauth.store.Grant;
import dev.mcpoauth.store.KeyVault;
import dev.mcpoauth.store.ServiceAccounts.NewLogin;
import dev.mcpoauth.store.Store;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Two brokers, each with its own connections, over one database and one key.
@ParameterizedClass
@EnumSource(Backend.class)
final class TwoBrokersTest {
    private static final int ROUNDS = 20;
    private static final String REDIRECT = "http://127.0.0.1/cb";
    private static final String VERIFIER = "v".repeat(43);

    private final Backend backend;
    private final SecureRandom random = new SecureRandom();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Node> nodes = new ArrayList<>();
    @TempDir private Path folder;

    /// One broker.
    private record Node(Store store, TokenStore tokens, ServiceRefresh refresh) {}

    TwoBrokersTest(Backend backend) {
        this.backend = backend;
    }

    @BeforeEach
    void two_brokers() {
        String database = backend.database(folder);
        nodes.add(node(database));
        nodes.add(node(database));
        write(tx -> {
            ClientMetadata metadata = ClientMetadata.of("Name", List.of(REDIRECT), "none");
            Client client = new Client("c", metadata, null, "cli", now(), null, null);
            nodes.getFirst().store().clients().insert(tx, client);
            return true;
        });
    }

    private Node node(String database) {
        Settings settings =
                new SettingsReader(Map.of(), folder)
                        .read(new Overrides(null, folder.toString(), Map.of("listen.port", 8766)));
        Store store = Store.open(database, KeyVault.file(folder.resolve("key")));
        Foundation on = new Foundation(settings, store, InstantSource.system(), random);
        ServiceRefresh refresh = new ServiceRefresh(on);
        return new Node(store, new DurableTokenStore(on, refresh), refresh);
    }

    @AfterEach
    void close() {
        threads.close();
        nodes.forEach(node -> node.store().close());
    }

    @Test
    void a_code_redeemed_on_both_at_once_is_spent_once() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            CodeExchange exchange =
                    new CodeExchange(code(account("rt")), "c", REDIRECT, VERIFIER, null);
            List<OAuthToken> issued = onBoth(node -> node.tokens().redeemCode(exchange));
            assertEquals(1, issued.size(), "round " + round);
        }
    }

    @Test
    void a_refresh_token_spent_on_both_at_once_has_one_successor() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            OAuthToken first = redeem(code(account("rt")));
            RefreshExchange exchange =
                    new RefreshExchange(
                            Objects.requireNonNull(first.refreshToken()), "c", null, null);
            List<OAuthToken> answers = onBoth(node -> node.tokens().rotateRefreshToken(exchange));
            assertEquals(2, answers.size());
            assertEquals(answers.getFirst().refreshToken(), answers.getLast().refreshToken());
            assertEquals(answers.getFirst().accessToken(), answers.getLast().accessToken());
        }
    }

    @Test
    void a_revocation_on_one_holds_on_the_other_at_once() {
        OAuthToken token = redeem(code(account("rt")));
        TokenStore other = nodes.getLast().tokens();
        long grant = other.findAccessToken(token.accessToken()).grantId();
        write(tx -> nodes.getFirst().store().grants().revoke(tx, grant, "by the user", now()));
        assertThrows(TokenError.class, () -> other.findAccessToken(token.accessToken()));
    }

    @Test
    void a_service_token_that_one_stores_is_the_one_that_the_other_gives_next() {
        long account = account("rt");
        ServiceRefresh other = nodes.getLast().refresh();
        for (int round = 0; round < ROUNDS; round++) {
            String text = "service token " + round;
            Instant end = now().plusSeconds(3600);
            ServiceToken token =
                    new ServiceToken(text, "Bearer", "rt", end, null, Scope.NONE, Map.of());
            write(tx -> {
                nodes.getFirst().store().accounts().update(tx, account, token, now());
                return true;
            });
            ServiceRefresh.Wish wish = new ServiceRefresh.Wish(Duration.ofMinutes(1), false);
            assertEquals(text, other.fresh(account, new OneRefresh(), wish).accessToken());
        }
    }

    @Test
    void forty_requests_on_both_refresh_a_service_token_once() throws Exception {
        long account = account("rt");
        OneRefresh service = new OneRefresh();
        List<Callable<String>> works = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Node node = nodes.get(i % 2);
            ServiceRefresh.Wish wish = new ServiceRefresh.Wish(Duration.ofMinutes(1), false);
            works.add(() -> node.refresh().fresh(account, service, wish).accessToken());
        }
        for (Future<String> done : threads.invokeAll(works)) {
            assertEquals("new access token", done.get());
        }
        assertEquals(1, service.calls.get());
    }

    @Test
    void a_service_token_that_is_good_when_its_turn_comes_is_not_refreshed() {
        Store store = nodes.getFirst().store();
        long id = account("rt");
        ServiceToken old = store.database().read(tx -> store.accounts().find(tx, id)).get().token();
        OneRefresh service = new OneRefresh();
        ServiceRefresh.Wish wish = new ServiceRefresh.Wish(Duration.ofMinutes(1), false);
        nodes.getFirst().refresh().fresh(id, service, wish);
        Account now = store.database().read(tx -> store.accounts().find(tx, id)).get();
        Account late =
                new Account(
                        id,
                        now.provider(),
                        now.user(),
                        old,
                        now.state(),
                        now.lastRefresh(),
                        now.updatedAt(),
                        now.version());
        for (Node node : nodes) {
            assertEquals(
                    "new access token", node.refresh().fresh(late, service, wish).accessToken());
        }
        assertEquals(1, service.calls.get());
    }

    /// A service that would end the whole account when a refresh token came twice.
    private static final class OneRefresh implements ServiceClient {
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        public ServiceToken refresh(ServiceToken current) {
            calls.incrementAndGet();
            assertEquals("rt", current.refreshToken());
            Instant end = now().plusSeconds(3600);
            return new ServiceToken(
                    "new access token", "Bearer", "rt2", end, null, Scope.NONE, Map.of());
        }

        @Override
        public URI authorizationUrl(AuthorizationRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ServiceToken exchangeCode(String code, String verifier) {
            throw new UnsupportedOperationException();
        }

        @Override
        public UserInfo userInfo(ServiceToken token) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean revoke(ServiceToken token) {
            throw new UnsupportedOperationException();
        }
    }

    /// What the brokers gave when both were asked at the same moment.
    private List<OAuthToken> onBoth(java.util.function.Function<Node, OAuthToken> work)
            throws Exception {
        List<Callable<Optional<OAuthToken>>> works = new ArrayList<>();
        for (Node node : nodes) {
            works.add(() -> issued(node, work));
        }
        List<OAuthToken> issued = new ArrayList<>();
        for (Future<Optional<OAuthToken>> done : threads.invokeAll(works)) {
            done.get().ifPresent(issued::add);
        }
        return issued;
    }

    private static Optional<OAuthToken> issued(
            Node node, java.util.function.Function<Node, OAuthToken> work) {
        try {
            return Optional.of(work.apply(node));
        } catch (TokenError e) {
            return Optional.empty();
        }
    }

    private OAuthToken redeem(String code) {
        return nodes.getFirst()
                .tokens()
                .redeemCode(new CodeExchange(code, "c", REDIRECT, VERIFIER, null));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    }

    private <T> T write(dev.mcpoauth.store.Database.Work<T> work) {
        return nodes.getFirst().store().database().write(work);
    }

    /// An account whose token has ended and must be refreshed.
    private long account(String refreshToken) {
        ServiceToken token =
                new ServiceToken(
                        "at",
                        "Bearer",
                        refreshToken,
                        now().minusSeconds(1),
                        null,
                        Scope.NONE,
                        Map.of());
        NewLogin login = new NewLogin("demo", UserInfo.of("42"), token, now());
        return write(tx -> nodes.getFirst().store().accounts().link(tx, login)).id();
    }

    private String code(long account) {
        Secret secret = Secret.random(random);
        return write(tx -> {
            Store store = nodes.getFirst().store();
            Account found = store.accounts().find(tx, account).orElseThrow();
            Grant asked =
                    new Grant(
                            0,
                            "c",
                            found.userId(),
                            account,
                            "demo",
                            Scope.of("read"),
                            "http://127.0.0.1:8766/mcp",
                            REDIRECT,
                            now(),
                            now().plusSeconds(3600),
                            null,
                            null);
            long grant = store.grants().insert(tx, asked).id();
            String challenge = Pkce.challengeOf(VERIFIER);
            Code code = new Code(0, secret.hash(), grant, challenge, now().plusSeconds(300), null);
            return new SplitToken(Kind.CODE, store.codes().insert(tx, code), secret).text();
        });
    }
}
