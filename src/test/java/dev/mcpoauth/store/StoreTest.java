package dev.mcpoauth.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Backend.class)
final class StoreTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private static final byte[] NEW = Secret.sha256("new");

    private final Backend backend;
    @TempDir Path folder;
    private String database;

    StoreTest(Backend backend) {
        this.backend = backend;
    }

    @BeforeEach
    void place() {
        database = backend.database(folder);
    }

    @Test
    void the_newest_schema_file_is_the_one_that_databases_are_brought_to() {
        assertTrue(getClass().getResource(Migrations.resource(Migrations.NEWEST)) != null);
        assertTrue(
                getClass().getResource(Migrations.resource(Migrations.NEWEST + 1)) == null,
                "a new schema file needs Migrations.NEWEST");
    }

    @Test
    void what_was_written_is_there_after_a_restart() {
        try (Store store = open()) {
            store.database()
                    .write(tx -> {
                        store.clients().insert(tx, client("one"));
                        return true;
                    });
        }
        try (Store store = open()) {
            Client found =
                    store.database().read(tx -> store.clients().find(tx, "one")).orElseThrow();
            assertEquals(client("one").metadata(), found.metadata());
            assertArrayEquals(client("one").secretHash(), found.secretHash());
        }
    }

    @Test
    void a_work_that_fails_is_undone_and_its_neighbours_are_not() throws Exception {
        try (Store store = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> works =
                    IntStream.range(0, 200)
                            .<Callable<Boolean>>mapToObj(i -> () -> insertUnlessOdd(store, i))
                            .toList();
            for (Future<Boolean> done : threads.invokeAll(works)) {
                done.get();
            }
            assertEquals(100, store.database().read(tx -> store.clients().list(tx)).size());
        }
    }

    private static boolean insertUnlessOdd(Store store, int number) {
        Database.Work<Boolean> work =
                tx -> {
                    store.clients().insert(tx, client("client" + number));
                    if (number % 2 == 1) {
                        throw new IllegalArgumentException("odd");
                    }
                    return true;
                };
        if (number % 2 == 1) {
            assertThrows(IllegalArgumentException.class, () -> store.database().write(work));
            return false;
        }
        return store.database().write(work);
    }

    @Test
    void fifty_threads_spend_one_code_once() throws Exception {
        try (Store store = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long code = store.database().write(tx -> code(store, tx));
            List<Callable<Boolean>> works =
                    IntStream.range(0, 50)
                            .<Callable<Boolean>>mapToObj(i ->
                                    () ->
                                            store.database()
                                                    .write(tx ->
                                                            store.codes().spend(tx, code, NOW)))
                            .toList();
            int spent = 0;
            for (Future<Boolean> done : threads.invokeAll(works)) {
                spent += done.get() ? 1 : 0;
            }
            assertEquals(1, spent);
        }
    }

    @Test
    void logins_of_one_account_at_the_same_moment_are_not_undone_by_each_other() throws Exception {
        try (Store store = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ServiceAccounts.NewLogin login = login("secret-at", "secret-rt");
            AtomicInteger runs = new AtomicInteger();
            Callable<Account> linking =
                    () ->
                            store.database()
                                    .write(
                                            login.row(),
                                            tx -> {
                                                runs.incrementAndGet();
                                                return store.accounts().link(tx, login);
                                            });
            Set<Long> versions = new TreeSet<>();
            for (Future<Account> done : threads.invokeAll(Collections.nCopies(50, linking))) {
                versions.add(done.get().version());
            }
            assertEquals(50, versions.size(), "each is stored");
            assertEquals(50, runs.get(), "and none a second time");
        }
    }

    @Test
    void every_commit_is_on_disk_however_the_server_is_configured() {
        boolean sqlite = backend == Backend.SQLITE;
        String careless = sqlite ? database : database + "&options=-c%20synchronous_commit=off";
        try (Store store = open(careless)) {
            String how = sqlite ? "PRAGMA synchronous" : "SHOW synchronous_commit";
            // https://sqlite.org/pragma.html#pragma_synchronous: 2 is FULL
            assertEquals(sqlite ? "2" : "on", told(store, how, 1));
        }
    }

    @Test
    void a_row_is_found_by_its_index_in_a_small_table_too() {
        // a plan is kept while its table grows, on PostgreSQL until the statistics are renewed
        boolean sqlite = backend == Backend.SQLITE;
        String explain = sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ";
        try (Store store = open()) {
            store.database().write(tx -> code(store, tx));
            store.database().write(tx -> tx.update("ANALYZE clients"));
            String question = explain + "SELECT * FROM clients WHERE id = 'c'";
            String plan = told(store, question, sqlite ? 4 : 1);
            assertTrue(plan.contains(sqlite ? "USING INDEX" : "Index Scan"), plan);
        }
    }

    /// A column of what the writing connection answers.
    private static String told(Store store, String question, int column) {
        return store.database()
                .write(tx -> tx.one(question, row -> row.getString(column)).orElseThrow());
    }

    private static long code(Store store, Transaction tx) {
        store.clients().insert(tx, client("c"));
        Account account = store.accounts().link(tx, login("secret-at", "secret-rt"));
        Grant grant =
                store.grants()
                        .insert(
                                tx,
                                new Grant(
                                        0,
                                        "c",
                                        account.userId(),
                                        account.id(),
                                        "demo",
                                        Scope.of("a"),
                                        "http://r",
                                        "http://cb",
                                        NOW,
                                        NOW.plusSeconds(60),
                                        null,
                                        null));
        return store.codes()
                .insert(
                        tx,
                        new Codes.Code(
                                0,
                                Secret.sha256("x"),
                                grant.id(),
                                "challenge",
                                NOW.plusSeconds(60),
                                null));
    }

    @Test
    void a_second_login_without_a_refresh_token_keeps_the_old_one() {
        try (Store store = open()) {
            Account first =
                    store.database().write(tx -> store.accounts().link(tx, login("at1", "rt1")));
            Account second =
                    store.database()
                            .write(tx ->
                                    store.accounts()
                                            .link(
                                                    tx,
                                                    new ServiceAccounts.NewLogin(
                                                            "demo",
                                                            UserInfo.of("42"),
                                                            token("at2", null),
                                                            NOW)));
            assertEquals(first.id(), second.id());
            assertEquals("at2", second.token().accessToken());
            assertEquals("rt1", second.token().refreshToken());
            assertEquals(Map.of("team", "blue"), second.token().extra());
        }
    }

    @Test
    void a_lease_has_one_owner_until_it_ends() {
        try (Store store = open()) {
            long id = store.database().write(tx -> store.accounts().link(tx, login("a", "r"))).id();
            assertTrue(lease(store, id, "one", NOW));
            assertFalse(lease(store, id, "two", NOW));
            assertTrue(lease(store, id, "two", NOW.plusSeconds(30)));
            assertTrue(lease(store, id, "ahead", NOW.plus(Duration.ofDays(3650))));
            assertTrue(does(store, tx -> store.accounts().free(tx, id, NOW)), "the clock is back");
            assertTrue(lease(store, id, "now", NOW));
            assertFalse(lease(store, id, "two", NOW));
        }
    }

    private static boolean lease(Store store, long id, String owner, Instant now) {
        return store.database()
                .write(tx ->
                        store.accounts()
                                .lease(
                                        tx,
                                        id,
                                        new ServiceAccounts.Lease(
                                                owner, now, now.plusSeconds(30))));
    }

    @Test
    void a_consent_is_for_one_redirect_uri_and_goes_with_its_client() {
        Consents.Consent asked = consent("http://cb");
        Consents.Consent elsewhere = consent("http://no");
        try (Store store = open()) {
            store.database()
                    .write(tx -> {
                        store.clients().insert(tx, client("c"));
                        store.consents().remember(tx, asked);
                        store.consents().remember(tx, asked);
                        return true;
                    });
            assertTrue(does(store, tx -> store.consents().covering(tx, asked).isPresent()));
            assertFalse(does(store, tx -> store.consents().covering(tx, elsewhere).isPresent()));
            assertEquals(1, store.database().read(tx -> store.consents().list(tx)).size());
            assertTrue(does(store, tx -> store.clients().delete(tx, "c")));
            assertFalse(does(store, tx -> store.consents().covering(tx, asked).isPresent()));
        }
    }

    private static Consents.Consent consent(String redirect) {
        Scope scope = Scope.of("a");
        return new Consents.Consent("1", "demo:42", "c", redirect, "http://r", "demo", scope, NOW);
    }

    private static boolean does(Store store, Database.Work<Boolean> work) {
        return store.database().write(work);
    }

    @Test
    void an_updated_client_keeps_its_id_and_loses_old_values() {
        Client after =
                new Client(
                        "c",
                        ClientMetadata.of("New", List.of("http://127.0.0.1/new"), "none"),
                        null,
                        "cli",
                        NOW,
                        null,
                        null);
        try (Store store = open()) {
            store.database()
                    .write(tx -> {
                        store.clients().insert(tx, client("c"));
                        return store.clients().update(tx, after);
                    });
            Client found = store.database().read(tx -> store.clients().find(tx, "c")).orElseThrow();
            assertEquals(after.metadata(), found.metadata());
            assertTrue(found.secretHash() == null, "the old secret still works");
        }
    }

    @Test
    void a_request_removes_a_few_of_those_that_ended_and_the_oldest_first() {
        try (Store store = open()) {
            store.database()
                    .write(tx -> {
                        for (int i = 0; i < 150; i++) {
                            byte[] jti = Secret.sha256("jti " + i);
                            store.assertions().use(tx, "c", jti, NOW.minusSeconds(i));
                        }
                        return store.assertions().use(tx, "c", NEW, NOW.plusSeconds(1));
                    });
            assertEquals(100, pruned(store));
            assertFalse(used(store, Secret.sha256("jti 50")), "an old one has gone");
            assertTrue(used(store, Secret.sha256("jti 49")), "one that ended later stays");
            assertEquals(50, pruned(store));
            assertEquals(0, pruned(store));
            assertTrue(used(store, NEW));
        }
    }

    private static int pruned(Store store) {
        return store.database().write(tx -> store.assertions().prune(tx, NOW));
    }

    private static boolean used(Store store, byte[] jti) {
        return store.database()
                .read(tx ->
                        tx.one("SELECT 1 FROM used_assertions WHERE jti_hash = ?", row -> 1, jti)
                                .isPresent());
    }

    private Store open() {
        return open(database);
    }

    private Store open(String place) {
        return Store.open(place, KeyVault.file(folder.resolve("config/key")));
    }

    private static Client client(String id) {
        return new Client(
                id,
                ClientMetadata.of("Name", List.of("http://127.0.0.1/cb"), "none"),
                Secret.sha256(id),
                "cli",
                NOW,
                null,
                null);
    }

    private static ServiceAccounts.NewLogin login(String access, String refresh) {
        return new ServiceAccounts.NewLogin("demo", UserInfo.of("42"), token(access, refresh), NOW);
    }

    private static ServiceToken token(
            String access, @org.jspecify.annotations.Nullable String refresh) {
        return new ServiceToken(
                access,
                "Bearer",
                refresh,
                NOW.plusSeconds(60),
                null,
                Scope.of("read"),
                Map.of("team", "blue"));
    }
}
