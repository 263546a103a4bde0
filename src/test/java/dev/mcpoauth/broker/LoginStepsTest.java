package dev.mcpoauth.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mcpoauth.broker.KnownAccounts.Welcome;
import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.oauth.AuthorizeError;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.Pkce;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.provider.CallbackResult;
import dev.mcpoauth.provider.PendingAuthorization;
import dev.mcpoauth.provider.TokenStore.ServiceLogin;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Backend;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.Consents;
import dev.mcpoauth.store.Grant;
import dev.mcpoauth.store.PendingLogin;
import dev.mcpoauth.store.PendingLogins.Phase;
import dev.mcpoauth.store.Store;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// The steps of a login where what a request has read is no longer so when the step is taken.
@ParameterizedClass
@EnumSource(Backend.class)
final class LoginStepsTest {
    private static final Instant START = Instant.ofEpochSecond(1_800_000_000);
    private static final Secret MARK = new Secret("the browser's mark");
    private static final Secret SESSION = new Secret("the browser's account cookie");

    private final AtomicReference<Instant> clock = new AtomicReference<>(START);
    private final Backend backend;
    @TempDir private Path folder;
    private Store store;
    private WaitingLogins logins;
    private DurableTokenStore tokens;

    LoginStepsTest(Backend backend) {
        this.backend = backend;
    }

    @BeforeEach
    void one_client() {
        store = backend.open(folder);
        Settings settings =
                new SettingsReader(Map.of(), folder)
                        .read(new Overrides(null, folder.toString(), Map.of("listen.port", 8766)));
        Foundation on = new Foundation(settings, store, clock::get, new SecureRandom());
        tokens = new DurableTokenStore(on, new ServiceRefresh(on));
        logins = new WaitingLogins(on);
        ClientMetadata said = ClientMetadata.of("Name", List.of("http://127.0.0.1/cb"), "none");
        Client client = new Client("c", said, null, "cli", START, null, null);
        store.database()
                .write(tx -> {
                    store.clients().insert(tx, client);
                    return true;
                });
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void a_login_that_is_stored_with_its_first_step_goes_the_whole_way() {
        PendingLogin fresh = waiting();
        LoginAtHand hand = LoginAtHand.fresh(fresh);
        PendingAuthorization sent = hand.during(() -> tokens.beginLogin("demo", fresh.id()));
        assertTrue(hand.isTaken());
        PendingLogin stored = found(fresh.id());
        assertEquals(Phase.SENT, stored.phase());
        assertEquals(sent.codeVerifier(), stored.codeVerifier());
        PendingAuthorization taken = returning(stored, () -> take(sent));
        CallbackResult ended = returning(stored, () -> complete(taken));
        assertInstanceOf(CallbackResult.ReturnToClient.class, ended);
        assertEquals(Phase.DONE, found(fresh.id()).phase());
        assertEquals(1, accounts());
    }

    @Test
    void a_provider_that_begins_twice_gets_a_second_state_and_the_first_leads_nowhere() {
        PendingLogin fresh = waiting();
        List<PendingAuthorization> sent =
                LoginAtHand.fresh(fresh)
                        .during(() ->
                                List.of(
                                        tokens.beginLogin("demo", fresh.id()),
                                        tokens.beginLogin("demo", fresh.id())));
        PendingLogin stored = found(fresh.id());
        assertThrows(AuthorizeError.class, () -> take(sent.getFirst()));
        assertThrows(AuthorizeError.class, () -> returning(stored, () -> take(sent.getFirst())));
        assertEquals(fresh.id(), take(sent.getLast()).loginId());
    }

    @Test
    void what_a_page_asked_about_is_sent_only_as_it_was_read() {
        PendingLogin read = stored();
        store.database().write(tx -> store.logins().choose(tx, read.id(), "another"));
        assertThrows(AuthorizeError.class, () -> approved(read));
        assertEquals(Phase.ASK, found(read.id()).phase());
        PendingLogin denied = stored();
        store.database().write(tx -> store.logins().deny(tx, denied.id()));
        assertThrows(AuthorizeError.class, () -> approved(denied));
        PendingLogin late = stored();
        clock.set(late.expiresAt());
        assertThrows(AuthorizeError.class, () -> approved(late));
        assertEquals(Phase.ASK, found(late.id()).phase());
    }

    @Test
    void a_login_is_taken_back_by_one_of_many_that_read_it_at_the_same_time() throws Exception {
        PendingLogin read = stored();
        PendingAuthorization sent = approved(read);
        PendingLogin atService = found(read.id());
        int taken = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                all.add(threads.submit(() -> works(() -> returning(atService, () -> take(sent)))));
            }
            for (Future<Boolean> each : all) {
                taken += each.get() ? 1 : 0;
            }
        }
        assertEquals(1, taken);
    }

    @Test
    void another_browser_or_a_late_one_takes_nothing_back() {
        PendingLogin read = stored();
        PendingAuthorization sent = approved(read);
        PendingLogin atService = found(read.id());
        assertFalse(
                works(() -> returning(atService, () -> tokens.takeLogin(sent.state(), "another"))));
        clock.set(read.expiresAt());
        assertFalse(works(() -> returning(atService, () -> take(sent))));
        assertEquals(Phase.SENT, found(read.id()).phase());
    }

    @Test
    void a_client_that_went_meanwhile_gets_no_code_and_nothing_of_the_login_stays() {
        PendingLogin read = stored();
        PendingAuthorization sent = approved(read);
        PendingLogin atService = found(read.id());
        PendingAuthorization taken = returning(atService, () -> take(sent));
        store.database().write(tx -> store.clients().delete(tx, "c"));
        LoginAtHand hand = LoginAtHand.returning(atService, welcome());
        assertThrows(AuthorizeError.class, () -> hand.during(() -> complete(taken)));
        assertFalse(hand.isTaken());
        assertEquals(0, accounts());
        assertEquals(0, ofBrowser());
    }

    @Test
    void a_login_ends_once_and_its_account_belongs_to_the_browser_from_then_on() {
        PendingLogin read = stored();
        PendingAuthorization sent = approved(read);
        PendingLogin atService = found(read.id());
        PendingAuthorization taken = returning(atService, () -> take(sent));
        returning(atService, () -> complete(taken));
        assertEquals(1, ofBrowser());
        assertThrows(AuthorizeError.class, () -> returning(atService, () -> complete(taken)));
        assertThrows(AuthorizeError.class, () -> complete(taken));
        assertEquals(1, store.database().read(tx -> store.grants().list(tx)).size());
        assertEquals(1, account().version(), "what the second one brought is not kept");
    }

    @Test
    void an_answer_that_is_taken_back_while_a_login_rests_on_it_leaves_no_grant() {
        assumeTrue(backend == Backend.POSTGRESQL, "SQLite has one writer");
        PendingAuthorization asked = takenBack(stored());
        complete(asked);
        PendingLogin skipping = waiting().expecting(account().id(), true);
        logins.store(skipping);
        PendingAuthorization unasked = takenBack(skipping);
        AtomicBoolean between = new AtomicBoolean(true);
        store.database()
                .write(tx -> {
                    // what this transaction sees is settled now
                    Consents.Consent consent = store.consents().list(tx).getFirst();
                    if (between.getAndSet(false)) {
                        assertInstanceOf(CallbackResult.ReturnToClient.class, complete(unasked));
                    }
                    store.consents().revoke(tx, consent.id());
                    return store.grants().revokeOf(tx, consent, START);
                });
        List<Grant> grants = store.database().read(tx -> store.grants().list(tx));
        assertEquals(2, grants.size());
        assertTrue(grants.stream().allMatch(grant -> grant.revokedAt() != null));
    }

    private PendingAuthorization takenBack(PendingLogin login) {
        PendingAuthorization sent = approved(login);
        return returning(found(login.id()), () -> take(sent));
    }

    private static boolean works(Supplier<?> step) {
        try {
            return step.get() != null;
        } catch (AuthorizeError e) {
            return false;
        }
    }

    private PendingLogin waiting() {
        String id = logins.handle();
        AuthorizationParams params =
                new AuthorizationParams(
                        id,
                        "c",
                        "http://127.0.0.1/cb",
                        "the client's state",
                        Scope.of("read"),
                        Pkce.challengeOf("v".repeat(43)),
                        Pkce.METHOD,
                        "http://127.0.0.1:8766/mcp",
                        null);
        return logins.make(id, "demo", params, MARK.hash()).login();
    }

    private PendingLogin stored() {
        PendingLogin login = waiting();
        logins.store(login);
        return login;
    }

    private PendingLogin found(String id) {
        return store.database().read(tx -> store.logins().find(tx, id)).orElseThrow();
    }

    private PendingAuthorization approved(PendingLogin login) {
        return LoginAtHand.approved(login).during(() -> tokens.beginLogin("demo", login.id()));
    }

    private PendingAuthorization take(PendingAuthorization sent) {
        return tokens.takeLogin(sent.state(), MARK.value());
    }

    private static <T> T returning(PendingLogin login, Supplier<T> asking) {
        return LoginAtHand.returning(login, welcome()).during(asking);
    }

    private static Welcome welcome() {
        return new Welcome(Optional.empty(), SESSION);
    }

    private CallbackResult complete(PendingAuthorization taken) {
        ServiceToken token =
                new ServiceToken("at", "Bearer", "rt", null, null, Scope.NONE, Map.of());
        return tokens.completeLogin(taken, new ServiceLogin("demo", UserInfo.of("42"), token));
    }

    private int accounts() {
        return store.database().read(tx -> store.accounts().list(tx)).size();
    }

    private Account account() {
        return store.database().read(tx -> store.accounts().list(tx)).getFirst();
    }

    private int ofBrowser() {
        return store.database()
                .read(tx -> store.browsers().list(tx, SESSION.hash(), clock.get()))
                .size();
    }
}
