package dev.mcpoauth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.store.AccessTokens.AccessToken;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Many rows: what is asked for is found by number, and what has ended goes in small steps.
///
/// `-Dmany.rows=1000000` is the long version; it prints how long each step took.
@ParameterizedClass
@EnumSource(Backend.class)
final class ManyRowsTest {
    private static final int ROWS = Integer.getInteger("many.rows", 2_000);
    private static final int CHUNK = 1_000;
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private static final String NUMBERS =
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) ";
    private static final String ACCESS =
            """
            INSERT INTO access_tokens (hash, grant_id, issued_at, expires_at, scope)
            SELECT ?, ?, ?, ?, '' FROM n
            """;
    private static final String REFRESH =
            """
            INSERT INTO refresh_tokens (hash, grant_id, issued_at, expires_at)
            SELECT ?, ?, ?, ? FROM n
            """;

    private final Backend backend;
    @TempDir private Path folder;

    ManyRowsTest(Backend backend) {
        this.backend = backend;
    }

    @Test
    void ended_tokens_are_swept_and_live_ones_are_found_among_them() throws Exception {
        String place = backend.database(folder);
        KeyVault key = KeyVault.file(folder.resolve("key"));
        long live;
        try (Store store = Store.open(place, key)) {
            long grant = store.database().write(tx -> grant(store, tx));
            timed("insert", () -> fill(store, grant));
            live = store.database().write(tx -> token(store, tx, grant, NOW.plusSeconds(60)));
        }
        timed("open", () -> Store.open(place, key).close());
        try (Store store = Store.open(place, key)) {
            timed(
                    "100 look-ups",
                    () -> {
                        for (int i = 0; i < 100; i++) {
                            assertTrue(
                                    store.database()
                                            .read(tx -> store.accessTokens().holding(tx, live))
                                            .isPresent());
                        }
                    });
            timed("check", () -> assertEquals(List.of(), new Upkeep(store).check()));
            if (backend == Backend.SQLITE) {
                Path copy = folder.resolve("copy.db");
                timed("backup", () -> new Upkeep(store).backup(copy));
                try (Store other = Store.open(Backend.POSTGRESQL.database(folder), key)) {
                    timed("copy to PostgreSQL", () -> copy(store, other));
                }
            }
            sweep(store);
            assertTrue(
                    store.database().read(tx -> store.accessTokens().find(tx, live)).isPresent());
            timed("vacuum", () -> new Upkeep(store).vacuum());
        }
    }

    private static void copy(Store from, Store to) {
        Map<String, Long> rows = new Copy(from, to).run(NOW);
        assertEquals(ROWS + 1, rows.get("access_tokens"));
        assertEquals(ROWS, rows.get("refresh_tokens"));
    }

    /// While somebody else writes, who must be let in between.
    private void sweep(Store store) throws Exception {
        AtomicBoolean swept = new AtomicBoolean();
        AtomicInteger writes = new AtomicInteger();
        AtomicLong longest = new AtomicLong();
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<?> writing =
                    other.submit(() -> {
                        while (!swept.get()) {
                            long start = System.nanoTime();
                            store.probe();
                            longest.accumulateAndGet(System.nanoTime() - start, Math::max);
                            writes.incrementAndGet();
                        }
                    });
            timed(
                    "sweep",
                    () -> assertEquals(2L * ROWS, new Sweep(store.database()).run(NOW).all()));
            swept.set(true);
            writing.get();
        }
        System.out.println(
                "%s, %d writes meanwhile, the longest %d ms"
                        .formatted(backend, writes.get(), longest.get() / 1_000_000));
        assertTrue(writes.get() > ROWS / CHUNK, "nobody could write during the sweep");
    }

    @Test
    void a_new_key_seals_as_many_signed_tokens() {
        KeyVault key = KeyVault.file(folder.resolve("key"));
        String jwt = "x".repeat(700);
        int signed = backend == Backend.SQLITE ? ROWS : Math.min(ROWS, 100_000);
        try (Store store = Store.open(backend.database(folder), key)) {
            long grant = store.database().write(tx -> grant(store, tx));
            for (int done = 0; done < signed; done += CHUNK) {
                store.database()
                        .write(tx -> {
                            for (int i = 0; i < CHUNK; i++) {
                                long id = token(store, tx, grant, NOW.plusSeconds(60));
                                store.accessTokens().sign(tx, id, Secret.sha256(jwt), jwt);
                            }
                            return true;
                        });
            }
            // the account's access and refresh token and its extra values
            timed(
                    "rekey of " + signed,
                    () ->
                            assertEquals(
                                    signed + 3,
                                    new Rekey(store, (table, rows, all) -> {}).run(key)));
        }
    }

    @Test
    void ten_thousand_pending_logins_slow_nothing_down() {
        try (Store store =
                Store.open(backend.database(folder), KeyVault.file(folder.resolve("key")))) {
            int logins = Math.min(10_000, ROWS * 5);
            store.database()
                    .write(tx -> {
                        for (int i = 0; i < logins; i++) {
                            pending(store, tx, i);
                        }
                        return true;
                    });
            timed("one more", () -> store.database().write(tx -> pending(store, tx, logins)));
            assertTrue(store.database().read(tx -> store.logins().find(tx, "login 7")).isPresent());
            Instant later = NOW.plus(Duration.ofHours(1));
            int pruned = store.database().write(tx -> store.logins().prune(tx, later));
            assertEquals(100, pruned);
            timed(
                    "sweep",
                    () -> assertEquals(logins - 99, new Sweep(store.database()).run(later).all()));
        }
    }

    @Test
    void logins_that_were_answered_are_not_read_when_the_others_are_trimmed() {
        assumeTrue(backend == Backend.SQLITE, "PostgreSQL plans by what is in the table");
        try (Store store = backend.open(folder)) {
            List<String> plan =
                    store.database()
                            .read(tx ->
                                    tx.all(
                                            "EXPLAIN QUERY PLAN " + PendingLogins.TRIM_ASKING,
                                            row -> row.getString("detail"),
                                            1));
            assertTrue(
                    plan.stream().anyMatch(step -> step.contains("pending_logins_asking")),
                    plan.toString());
        }
    }

    private void timed(String what, Runnable work) {
        long start = System.nanoTime();
        work.run();
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        System.out.println(backend + ", " + ROWS + " rows, " + what + ": " + millis + " ms");
    }

    /// As many access and refresh tokens, made by the database itself.
    private static void fill(Store store, long grant) {
        Instant end = NOW.minus(Duration.ofDays(2));
        for (int done = 0; done < ROWS; done += CHUNK) {
            store.database()
                    .write(tx -> {
                        byte[] hash = Secret.sha256("x");
                        tx.update(NUMBERS + ACCESS, CHUNK, hash, grant, end, end);
                        return tx.update(NUMBERS + REFRESH, CHUNK, hash, grant, end, end);
                    });
        }
    }

    private static long token(Store store, Transaction tx, long grant, Instant end) {
        AccessToken token =
                new AccessToken(0, Secret.sha256("x"), grant, Scope.NONE, NOW, end, null);
        return store.accessTokens().insert(tx, token);
    }

    private static boolean pending(Store store, Transaction tx, int number) {
        PendingLogin login =
                new PendingLogin(
                        "login " + number,
                        PendingLogins.Phase.ASK,
                        "demo",
                        null,
                        Secret.sha256("browser"),
                        Secret.sha256("csrf"),
                        null,
                        null,
                        false,
                        null,
                        null,
                        NOW,
                        NOW.plus(Duration.ofMinutes(10)));
        store.logins().insert(tx, login);
        return true;
    }

    private static long grant(Store store, Transaction tx) {
        ClientMetadata said = ClientMetadata.of("Name", List.of("http://127.0.0.1/cb"), "none");
        store.clients().insert(tx, new Client("c", said, null, "cli", NOW, null, null));
        ServiceToken token =
                new ServiceToken("at", "Bearer", "rt", null, null, Scope.NONE, Map.of());
        ServiceAccounts.NewLogin login =
                new ServiceAccounts.NewLogin("demo", UserInfo.of("42"), token, NOW);
        Grant asked =
                new Grant(
                        0,
                        "c",
                        "demo:42",
                        store.accounts().link(tx, login).id(),
                        "demo",
                        Scope.NONE,
                        "http://r",
                        "http://cb",
                        NOW,
                        NOW.plus(Duration.ofDays(100)),
                        null,
                        null);
        return store.grants().insert(tx, asked).id();
    }
}
