package dev.mcpoauth.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.config.TokenLifetimes;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.CodeExchange;
import dev.mcpoauth.oauth.OAuthError;
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
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Backend;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.Codes.Code;
import dev.mcpoauth.store.Grant;
import dev.mcpoauth.store.ServiceAccounts.NewLogin;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.store.Transaction;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Backend.class)
final class RotationTest {
    private static final Instant START = Instant.ofEpochSecond(1_800_000_000);
    private static final String RESOURCE = "http://127.0.0.1:8766/mcp";
    private static final String REDIRECT = "http://127.0.0.1/cb";
    private static final String VERIFIER = "v".repeat(43);
    private static final String WRONG = "w".repeat(43);
    private static final Scope GRANTED = Scope.of("read", "write");

    private final AtomicReference<Instant> clock = new AtomicReference<>(START);
    private final SecureRandom random = new SecureRandom();
    private final Backend backend;
    @TempDir private Path folder;
    private Store store;
    private DurableTokenStore tokens;
    private String code;

    RotationTest(Backend backend) {
        this.backend = backend;
    }

    @BeforeEach
    void a_code_for_one_client() {
        store = backend.open(folder);
        tokens = tokens(Map.of("listen.port", 8766));
        code = store.database().write(this::newCode);
    }

    private DurableTokenStore tokens(Map<String, Object> values) {
        Settings settings =
                new SettingsReader(Map.of(), folder)
                        .read(new Overrides(null, folder.toString(), values));
        Foundation on = new Foundation(settings, store, clock::get, random);
        return new DurableTokenStore(on, new ServiceRefresh(on));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void a_code_gives_tokens_for_what_was_granted() {
        OAuthToken token = redeem(VERIFIER);
        assertEquals(GRANTED, token.scope());
        assertEquals(3600, token.expiresIn());
        assertEquals(RESOURCE, tokens.findAccessToken(token.accessToken()).resource());
    }

    @Test
    void a_code_used_again_with_the_right_verifier_ends_every_token() {
        OAuthToken token = redeem(VERIFIER);
        assertRefused(OAuthError.INVALID_GRANT, () -> redeem(VERIFIER));
        assertDead(token);
    }

    @Test
    void a_code_used_again_with_a_wrong_verifier_ends_nothing() {
        OAuthToken token = redeem(VERIFIER);
        assertRefused(OAuthError.INVALID_GRANT, () -> redeem(WRONG));
        assertEquals("c", tokens.findAccessToken(token.accessToken()).clientId());
        assertEquals(GRANTED, refresh(token, null).scope());
    }

    @Test
    void a_code_that_was_read_before_is_spent_once_in_a_race() throws Exception {
        SeenCode seen = seenCode();
        Set<String> issued = new HashSet<>();
        int refused = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<OAuthToken> once = () -> seen.during(() -> redeem(VERIFIER));
            List<Future<OAuthToken>> all =
                    IntStream.range(0, 8).mapToObj(i -> threads.submit(once)).toList();
            for (Future<OAuthToken> each : all) {
                try {
                    issued.add(each.get().accessToken());
                } catch (ExecutionException e) {
                    refused++;
                }
            }
        }
        assertEquals(1, issued.size());
        assertEquals(7, refused);
        // RFC 6749 4.1.2: the others ended what the first one got
        assertRefused(
                OAuthError.INVALID_TOKEN, () -> tokens.findAccessToken(issued.iterator().next()));
    }

    @Test
    void what_changed_since_a_code_was_read_decides() {
        SeenCode seen = seenCode();
        assertRefused(OAuthError.INVALID_GRANT, () -> seen.during(() -> redeem(WRONG)));
        long grant = seen.held().grant().id();
        store.database().write(tx -> store.grants().revoke(tx, grant, "by the user", START));
        assertRefused(OAuthError.INVALID_GRANT, () -> seen.during(() -> redeem(VERIFIER)));
        store.database().write(tx -> store.clients().delete(tx, "c"));
        assertRefused(OAuthError.INVALID_GRANT, () -> seen.during(() -> redeem(VERIFIER)));
    }

    @Test
    void a_code_that_was_read_before_ends_with_its_time() {
        SeenCode seen = seenCode();
        clock.set(seen.held().code().expiresAt());
        assertRefused(OAuthError.INVALID_GRANT, () -> seen.during(() -> redeem(VERIFIER)));
    }

    @Test
    void a_wrong_verifier_does_not_spend_the_code() {
        assertRefused(OAuthError.INVALID_GRANT, () -> redeem(WRONG));
        assertRefused(OAuthError.INVALID_GRANT, () -> redeem(null));
        assertEquals(GRANTED, redeem(VERIFIER).scope());
    }

    @Test
    void a_code_dies_after_five_minutes() {
        clock.set(START.plusSeconds(300));
        assertRefused(OAuthError.INVALID_GRANT, () -> redeem(VERIFIER));
    }

    @Test
    void another_client_can_use_neither_the_code_nor_the_refresh_token() {
        assertRefused(
                OAuthError.INVALID_GRANT,
                () ->
                        tokens.redeemCode(
                                new CodeExchange(code, "other", REDIRECT, VERIFIER, RESOURCE)));
        OAuthToken token = redeem(VERIFIER);
        assertRefused(
                OAuthError.INVALID_GRANT,
                () ->
                        tokens.rotateRefreshToken(
                                new RefreshExchange(refreshToken(token), "other", null, null)));
        assertEquals(GRANTED, refresh(token, null).scope());
    }

    @Test
    void fifty_refreshes_at_once_have_one_successor() throws Exception {
        OAuthToken first = redeem(VERIFIER);
        Set<OAuthToken> answers = new HashSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<OAuthToken>> works =
                    IntStream.range(0, 50)
                            .<Callable<OAuthToken>>mapToObj(i -> () -> refresh(first, null))
                            .toList();
            for (Future<OAuthToken> done : threads.invokeAll(works)) {
                answers.add(done.get());
            }
        }
        assertEquals(1, answers.size());
        OAuthToken second = answers.iterator().next();
        assertNotEquals(first.refreshToken(), second.refreshToken());
        assertNotEquals(first.accessToken(), second.accessToken());
        assertEquals("c", tokens.findAccessToken(second.accessToken()).clientId());
    }

    @Test
    void a_repeat_within_the_grace_period_has_the_same_answer() {
        OAuthToken first = redeem(VERIFIER);
        OAuthToken second = refresh(first, null);
        clock.set(START.plusSeconds(30));
        OAuthToken again = refresh(first, null);
        assertEquals(second.accessToken(), again.accessToken());
        assertEquals(second.refreshToken(), again.refreshToken());
        assertEquals(3570, again.expiresIn());
    }

    @Test
    void a_repeat_within_the_grace_period_never_has_a_dead_access_token() {
        OAuthToken first = redeem(VERIFIER);
        OAuthToken second = refresh(first, null);
        long id = SplitToken.parse(Kind.ACCESS, second.accessToken()).orElseThrow().id();
        store.database().write(tx -> revoked(tx, id));
        assertRepeated(second, refresh(first, null), GRANTED);
        tokens = tokens(Map.of("tokens.access_ttl", 10));
        OAuthToken third = refresh(second, null);
        clock.set(START.plusSeconds(10));
        assertRepeated(third, refresh(second, null), GRANTED);
    }

    @Test
    void a_repeat_within_the_grace_period_has_the_scope_that_it_asks_for() {
        OAuthToken first = redeem(VERIFIER);
        OAuthToken second = refresh(first, null);
        assertRepeated(second, refresh(first, Scope.of("read")), Scope.of("read"));
        OAuthToken narrow = refresh(second, Scope.of("read"));
        assertEquals(narrow, refresh(second, Scope.of("read")));
        assertRepeated(narrow, refresh(second, null), GRANTED);
    }

    /// Another access token of this scope that is good, beside the same refresh token.
    private void assertRepeated(OAuthToken before, OAuthToken again, Scope scope) {
        assertEquals(before.refreshToken(), again.refreshToken());
        assertNotEquals(before.accessToken(), again.accessToken());
        assertTrue(again.expiresIn() > 0);
        assertEquals(scope, again.scope());
        assertEquals(scope, tokens.findAccessToken(again.accessToken()).scope());
    }

    private boolean revoked(Transaction tx, long accessToken) {
        store.accessTokens().revoke(tx, accessToken, START);
        return true;
    }

    @Test
    void a_repeat_after_the_grace_period_ends_every_token() {
        OAuthToken first = redeem(VERIFIER);
        OAuthToken second = refresh(first, null);
        clock.set(START.plusSeconds(31));
        OAuthToken newest = refresh(second, null);
        assertRefused(OAuthError.INVALID_GRANT, () -> refresh(first, null));
        assertDead(newest);
    }

    @Test
    void a_scope_can_shrink_for_one_access_token_and_never_grow() {
        OAuthToken first = redeem(VERIFIER);
        Scope wider = Scope.of("read", "write", "admin");
        assertRefused(OAuthError.INVALID_SCOPE, () -> refresh(first, wider));
        assertRefused(OAuthError.INVALID_SCOPE, () -> refresh(first, Scope.of("admin")));
        OAuthToken narrow = refresh(first, Scope.of("read"));
        assertEquals(Scope.of("read"), narrow.scope());
        assertEquals(Scope.of("read"), tokens.findAccessToken(narrow.accessToken()).scope());
        assertEquals(GRANTED, refresh(narrow, null).scope());
    }

    @Test
    void a_token_that_was_spent_since_it_was_looked_at_has_one_successor() {
        OAuthToken first = redeem(VERIFIER);
        SeenRefresh seen = seen(first);
        OAuthToken second = refresh(first, null);
        assertEquals(second, seen.during(() -> refresh(first, null)), "the grace period");
        clock.set(START.plusSeconds(31));
        assertRefused(OAuthError.INVALID_GRANT, () -> seen.during(() -> refresh(first, null)));
        assertDead(second);
    }

    @Test
    void a_login_that_ended_since_its_token_was_looked_at_gives_no_new_ones() {
        OAuthToken first = redeem(VERIFIER);
        SeenRefresh seen = seen(first);
        long account = seen.held().account().id();
        store.database().write(tx -> noted(tx, account, Account.LOGIN_NEEDED));
        assertRefused(OAuthError.INVALID_GRANT, () -> seen.during(() -> refresh(first, null)));
        store.database().write(tx -> noted(tx, account, Account.OK));
        OAuthToken second = seen.during(() -> refresh(first, null));
        SeenRefresh next = seen(second);
        long grant = next.held().grant().id();
        store.database().write(tx -> store.grants().revoke(tx, grant, "test", START));
        assertRefused(OAuthError.INVALID_GRANT, () -> next.during(() -> refresh(second, null)));
        store.database().write(tx -> store.clients().delete(tx, "c"));
        assertRefused(OAuthError.INVALID_GRANT, () -> next.during(() -> refresh(second, null)));
        assertRefused(OAuthError.INVALID_TOKEN, () -> tokens.findAccessToken(second.accessToken()));
    }

    private boolean noted(Transaction tx, long account, String state) {
        store.accounts().note(tx, account, state, "test");
        return true;
    }

    private SeenCode seenCode() {
        long id = SplitToken.parse(Kind.CODE, code).orElseThrow().id();
        return store.database()
                .read(tx ->
                        new SeenCode(
                                code,
                                store.codes().holding(tx, id).orElseThrow(),
                                store.clients().find(tx, "c").orElseThrow()));
    }

    /// What a request finds before it asks the provider.
    private SeenRefresh seen(OAuthToken token) {
        String shown = refreshToken(token);
        long id = SplitToken.parse(Kind.REFRESH, shown).orElseThrow().id();
        return new SeenRefresh(
                shown, store.refreshTokens().glance(store.database(), id).orElseThrow().held());
    }

    private void assertDead(OAuthToken token) {
        assertRefused(OAuthError.INVALID_GRANT, () -> refresh(token, null));
        assertRefused(OAuthError.INVALID_TOKEN, () -> tokens.findAccessToken(token.accessToken()));
    }

    private static void assertRefused(OAuthError error, Executable work) {
        assertEquals(error, assertThrows(TokenError.class, work).refusal().error());
    }

    private OAuthToken redeem(@Nullable String verifier) {
        return tokens.redeemCode(new CodeExchange(code, "c", REDIRECT, verifier, RESOURCE));
    }

    private OAuthToken refresh(OAuthToken token, @Nullable Scope scope) {
        return tokens.rotateRefreshToken(
                new RefreshExchange(refreshToken(token), "c", scope, null));
    }

    private static String refreshToken(OAuthToken token) {
        return Objects.requireNonNull(token.refreshToken());
    }

    private String newCode(Transaction tx) {
        ClientMetadata metadata = ClientMetadata.of("Name", List.of(REDIRECT), "none");
        store.clients().insert(tx, new Client("c", metadata, null, "cli", START, null, null));
        Grant grant = store.grants().insert(tx, grant(store.accounts().link(tx, login())));
        Secret secret = Secret.random(random);
        String challenge = Pkce.challengeOf(VERIFIER);
        Instant end = START.plusSeconds(300);
        Code row = new Code(0, secret.hash(), grant.id(), challenge, end, null);
        return new SplitToken(Kind.CODE, store.codes().insert(tx, row), secret).text();
    }

    private static Grant grant(Account account) {
        return new Grant(
                0,
                "c",
                account.userId(),
                account.id(),
                account.provider(),
                GRANTED,
                RESOURCE,
                REDIRECT,
                START,
                START.plus(TokenLifetimes.DEFAULT.refreshMax()),
                null,
                null);
    }

    private static NewLogin login() {
        ServiceToken token =
                new ServiceToken("at", "Bearer", "rt", null, null, Scope.NONE, Map.of());
        return new NewLogin("demo", UserInfo.of("42"), token, START);
    }
}
