package dev.mcpoauth.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.store.StoreException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Backups, restores, copies and the sweep.
final class UpkeepTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    @TempDir Path folder;
    private Path file;
    private Path backup;

    @BeforeEach
    void places() {
        file = folder.resolve("data/mcp-oauth.db");
        backup = folder.resolve("backup.db");
    }

    @Test
    void a_backup_taken_under_way_is_complete_and_for_its_owner_only() throws Exception {
        try (Store store = open()) {
            grant(store);
            new Upkeep(store).backup(backup);
            assertEquals(
                    PosixFilePermissions.fromString("rw-------"),
                    Files.getPosixFilePermissions(backup));
            StoreException twice =
                    assertThrows(StoreException.class, () -> new Upkeep(store).backup(backup));
            assertEquals(Kind.EXISTS, twice.kind());
            assertEquals(List.of(), new Upkeep(store).check());
        }
    }

    @Test
    void of_backups_to_one_name_at_once_one_is_made_and_is_complete() throws Exception {
        try (Store store = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            grant(store);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> new Upkeep(store).backup(backup)));
            }
            int made = 0;
            for (Future<?> each : all) {
                try {
                    each.get();
                    made++;
                } catch (ExecutionException e) {
                    StoreException why = assertInstanceOf(StoreException.class, e.getCause());
                    assertEquals(Kind.EXISTS, why.kind());
                }
            }
            assertEquals(1, made);
        }
        assertEquals(1, restore().from(backup, NOW).ended());
        try (var files = Files.list(folder)) {
            assertFalse(files.anyMatch(each -> each.toString().endsWith(".partial")));
        }
    }

    @Test
    void a_restored_backup_does_not_bring_spent_or_revoked_tokens_back() throws Exception {
        long grant;
        try (Store store = open()) {
            grant = grant(store);
            new Upkeep(store).backup(backup);
            assertNull(found(store, grant).revokedAt());
            store.database().write(tx -> store.grants().revoke(tx, grant, "by the user", NOW));
            assertEquals(
                    Kind.LOCKED,
                    assertThrows(StoreException.class, () -> restore().from(backup, NOW)).kind());
        }
        Restore.Restored done = restore().from(backup, NOW);
        assertEquals(1, done.ended());
        assertTrue(Files.exists(done.before()));
        byte[] before = Files.readAllBytes(done.before());
        assertNotEquals(done.before(), restore().from(backup, NOW).before(), "the same second");
        assertArrayEquals(before, Files.readAllBytes(done.before()));
        try (Store store = open()) {
            assertEquals(NOW, found(store, grant).revokedAt());
            assertEquals("at", account(store).token().accessToken());
            assertEquals(List.of(), new Upkeep(store).check());
        }
    }

    @Test
    void a_copy_of_a_killed_brokers_files_is_restored_with_its_log() throws Exception {
        Path log = folder.resolve("backup.db-wal");
        try (Store store = open()) {
            grant(store);
            Files.copy(file, backup);
            Files.copy(folder.resolve("data/mcp-oauth.db-wal"), log);
        }
        byte[] before = Files.readAllBytes(log);
        assertEquals(1, restore().from(backup, NOW).ended());
        assertArrayEquals(before, Files.readAllBytes(log), "the backup is not touched");
        assertFalse(Files.exists(folder.resolve("data/mcp-oauth.db.restoring-wal")));
        try (Store store = open()) {
            assertEquals("at", account(store).token().accessToken());
        }
    }

    @Test
    void an_older_copy_put_in_place_by_hand_is_noticed() throws Exception {
        long grant;
        try (Store store = open()) {
            grant = grant(store);
        }
        Files.copy(file, backup);
        try (Store store = open()) {
            Caretaker.tend(store, () -> NOW, null);
            assertNull(found(store, grant).revokedAt());
        }
        Files.copy(backup, file, StandardCopyOption.REPLACE_EXISTING);
        try (Store store = open()) {
            assertFalse(found(store, grant).revokedAt() == null, "the copy was not noticed");
            assertEquals("at", account(store).token().accessToken());
            assertEquals("database_restored", newest(store).event());
        }
        try (Store store = open()) {
            assertEquals(1, store.database().read(tx -> store.audit().tail(tx, 9)).size());
        }
    }

    @Test
    void a_copy_on_another_machine_is_noticed_and_the_original_is_not_touched() throws Exception {
        long grant;
        try (Store store = open()) {
            grant = grant(store);
        }
        try (Store store = open()) {
            assertNull(found(store, grant).revokedAt());
        }
        Files.delete(Generation.mark(file));
        try (Store store = open()) {
            assertFalse(found(store, grant).revokedAt() == null);
        }
    }

    @Test
    void a_damaged_backup_a_foreign_one_and_another_key_change_nothing() throws Exception {
        long grant;
        try (Store store = open()) {
            grant = grant(store);
            new Upkeep(store).backup(backup);
        }
        Path bad = Files.write(folder.resolve("bad"), new byte[10_000]);
        assertEquals(
                Kind.DAMAGED,
                assertThrows(StoreException.class, () -> restore().from(bad, NOW)).kind());
        Store.open(folder.resolve("other/db"), folder.resolve("other/key")).close();
        KeyVault otherKey = KeyVault.file(folder.resolve("other/key"));
        assertEquals(
                Kind.KEY,
                assertThrows(
                                StoreException.class,
                                () ->
                                        new Restore(file.toString(), otherKey, Duration.ZERO)
                                                .from(backup, NOW))
                        .kind());
        try (Store store = open()) {
            assertNull(found(store, grant).revokedAt());
        }
    }

    @Test
    void a_newer_backup_is_refused_by_its_own_name_and_leaves_nothing_behind() throws Exception {
        try (Store store = open()) {
            new Upkeep(store).backup(backup);
        }
        try (Transaction tx = SqliteFile.connect(backup)) {
            tx.execute("PRAGMA user_version = 99");
        }
        StoreException refused =
                assertThrows(StoreException.class, () -> restore().from(backup, NOW));
        assertEquals(Kind.NEWER_SCHEMA, refused.kind());
        assertTrue(
                String.valueOf(refused.getMessage()).startsWith(backup + " was made by a newer"),
                refused.getMessage());
        try (var files = Files.list(file.getParent())) {
            assertEquals(
                    List.of(),
                    files.filter(each -> each.toString().contains(".restoring")).toList());
        }
    }

    @Test
    void a_copy_in_postgresql_has_every_row_and_opens_every_token() throws Exception {
        KeyVault key = KeyVault.file(folder.resolve("key"));
        try (Store from = open();
                Store to = Store.open(Backend.POSTGRESQL.database(folder), key)) {
            long grant = grant(from);
            Map<String, Long> rows = new Copy(from, to).run(NOW);
            assertEquals(1, rows.get("grants"));
            assertNull(found(to, grant).revokedAt());
            assertEquals(NOW, found(from, grant).revokedAt());
            assertEquals("at", account(to).token().accessToken());
            assertEquals("rt", account(to).token().refreshToken());
            assertTrue(grant(to, "another") > grant, "a number was given twice");
            assertEquals(
                    Kind.EXISTS,
                    assertThrows(StoreException.class, () -> new Copy(from, to).run(NOW)).kind());
        }
    }

    @Test
    void the_sweep_takes_what_has_ended_and_leaves_what_lives() throws Exception {
        try (Store store = open()) {
            long grant = grant(store);
            store.database()
                    .write(tx -> {
                        for (int i = 0; i < 1_200; i++) {
                            token(store, tx, grant, NOW.minus(Duration.ofDays(2)));
                        }
                        token(store, tx, grant, NOW.plusSeconds(60));
                        return true;
                    });
            assertEquals(1_200, new Sweep(store.database()).run(NOW).all());
            assertEquals(0, new Sweep(store.database()).run(NOW).all());
            assertEquals(1, new Sweep(store.database()).run(NOW.plus(Duration.ofDays(1))).all());
            Instant later = NOW.plus(Duration.ofDays(400));
            assertEquals(1, new Sweep(store.database()).run(later).all());
            assertTrue(store.database().read(tx -> store.grants().list(tx)).isEmpty());
            assertEquals("at", account(store).token().accessToken());
        }
    }

    @Test
    void events_spent_keys_and_assertions_go_when_their_time_is_over() throws Exception {
        Instant old = NOW.minus(Duration.ofDays(91));
        try (Store store = open()) {
            store.database()
                    .write(tx -> {
                        store.audit().append(tx, new Audit.Entry(old, "old", ""));
                        store.audit().append(tx, new Audit.Entry(NOW, "new", ""));
                        store.assertions().use(tx, "c", Secret.sha256("jti"), NOW);
                        SigningKeys keys = store.signingKeys();
                        keys.insert(tx, key("spent"), "{}");
                        keys.retire(tx, old, NOW);
                        keys.insert(tx, key("retired"), "{}");
                        keys.retire(tx, old, NOW.plusSeconds(1));
                        keys.insert(tx, key("signs"), "{}");
                        return true;
                    });
            assertEquals(2, new Sweep(store.database()).run(NOW).all(), "a key and an assertion");
            assertEquals(1, new Sweep(store.database(), Duration.ofDays(90)).run(NOW).all());
            assertEquals("new", newest(store).event());
            assertEquals(
                    List.of("retired", "signs"),
                    store.database().read(store.signingKeys()::list).stream()
                            .map(SigningKeys.SigningKey::kid)
                            .sorted()
                            .toList());
            assertEquals(0, new Sweep(store.database(), Duration.ofDays(90)).run(NOW).all());
        }
    }

    @Test
    void who_looks_back_keeps_tokens_and_logins_as_long_as_he_says() throws Exception {
        try (Store store = open()) {
            long grant = grant(store);
            Instant ended = NOW.minus(Duration.ofDays(8));
            store.database()
                    .write(tx -> {
                        token(store, tx, grant, ended);
                        store.assertions().use(tx, "c", Secret.sha256("jti"), ended);
                        store.audit().append(tx, new Audit.Entry(ended, "old", ""));
                        return store.grants().revoke(tx, grant, "test", ended);
                    });
            Sweep usual = new Sweep(store.database(), Duration.ofDays(90));
            Sweep patient = usual.keeping(Duration.ofDays(9));
            assertEquals(Map.of("assertions", 1L), gone(patient));
            assertEquals(
                    Map.of("access_tokens", 1L, "mcp_logins", 1L),
                    gone(usual.keeping(Duration.ofDays(7))));
            assertEquals("old", newest(store).event(), "events have a setting of their own");
        }
    }

    private static Map<String, Long> gone(Sweep sweep) {
        Map<String, Long> gone = new HashMap<>(sweep.run(NOW).rows());
        gone.values().removeIf(rows -> rows == 0);
        return gone;
    }

    private static SigningKeys.SigningKey key(String kid) {
        return new SigningKeys.SigningKey(kid, "{}", NOW, null, null);
    }

    private static void token(Store store, Transaction tx, long grant, Instant end) {
        AccessTokens.AccessToken token =
                new AccessTokens.AccessToken(
                        0, Secret.sha256("x"), grant, Scope.NONE, NOW, end, null);
        store.accessTokens().insert(tx, token);
    }

    private Restore restore() {
        return new Restore(file.toString(), KeyVault.file(folder.resolve("key")), Duration.ZERO);
    }

    private Store open() {
        return Store.open(file, folder.resolve("key"));
    }

    static Grant found(Store store, long id) {
        return store.database().read(tx -> store.grants().find(tx, id)).orElseThrow();
    }

    private static Audit.Entry newest(Store store) {
        return store.database().read(tx -> store.audit().tail(tx, 1)).getFirst();
    }

    private static Account account(Store store) {
        return store.database().read(tx -> store.accounts().list(tx)).getFirst();
    }

    static long grant(Store store) {
        return grant(store, "c");
    }

    private static long grant(Store store, String client) {
        ServiceToken token =
                new ServiceToken("at", "Bearer", "rt", null, null, Scope.NONE, Map.of("a", "b"));
        ClientMetadata said = ClientMetadata.of("Name\0", List.of("http://127.0.0.1/cb"), "none");
        return store.database()
                .write(tx -> {
                    store.clients()
                            .insert(tx, new Client(client, said, null, "cli", NOW, null, null));
                    long account =
                            store.accounts()
                                    .link(
                                            tx,
                                            new ServiceAccounts.NewLogin(
                                                    "demo", UserInfo.of("42"), token, NOW))
                                    .id();
                    Grant asked =
                            new Grant(
                                    0,
                                    client,
                                    "demo:42",
                                    account,
                                    "demo",
                                    Scope.NONE,
                                    "http://r",
                                    "http://cb",
                                    NOW,
                                    NOW.plus(Duration.ofDays(100)),
                                    null,
                                    null);
                    return store.grants().insert(tx, asked).id();
                });
    }
}
