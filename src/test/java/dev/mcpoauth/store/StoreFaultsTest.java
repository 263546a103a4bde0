package dev.mcpoauth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.store.StoreException.Kind;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the world does to a database file, and what the store makes of it.
@Timeout(120)
final class StoreFaultsTest {
    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void place() {
        file = folder.resolve("data/mcp-oauth.db");
    }

    @Test
    void a_short_lock_of_another_process_is_waited_for_and_reads_go_on() throws Exception {
        try (Store store = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Transaction other = locked();
            Future<Boolean> written = threads.submit(() -> append(store, "while locked"));
            assertEquals(0, events(store));
            assertFalse(written.isDone());
            other.execute("COMMIT");
            assertTrue(written.get());
            assertEquals(1, events(store));
            other.close();
        }
    }

    @Test
    void a_long_lock_ends_in_an_error_and_is_not_the_end() throws Exception {
        open().close();
        Transaction tx = SqliteFile.connect(file);
        Writer writer = new Writer(tx, OpenFile.withLog(file), new Mark(file));
        Duration moment = Duration.ofMillis(1);
        Transaction other = locked();
        Database.Work<Integer> work = t -> t.update("DELETE FROM audit");
        StoreException busy = assertThrows(StoreException.class, () -> writer.write(work, moment));
        assertEquals(Kind.LOCKED, busy.kind());
        other.execute("COMMIT");
        other.close();
        assertEquals(0, writer.write(work, moment));
        writer.close();
    }

    @Test
    void a_deleted_database_is_not_written_without_a_name() throws Exception {
        try (Store store = open()) {
            append(store, "before");
            Files.delete(file);
            StoreException gone = assertThrows(StoreException.class, () -> append(store, "after"));
            assertTrue(String.valueOf(gone.getMessage()).contains(file.toString()));
            assertThrows(StoreException.class, () -> events(store));
        }
    }

    @Test
    void a_replaced_database_is_noticed_before_the_next_write() throws Exception {
        try (Store store = open()) {
            append(store, "before");
            Path other = Files.write(folder.resolve("other"), Files.readAllBytes(file));
            Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            assertThrows(StoreException.class, () -> append(store, "after"));
        }
    }

    @Test
    void an_older_copy_written_over_the_open_file_ends_all_writing_F_17() throws Exception {
        Path mark = folder.resolve("data/mcp-oauth.db-generation");
        try (Store store = open();
                Transaction other = SqliteFile.connect(file)) {
            Path backup = folder.resolve("backup.db");
            new Upkeep(store).backup(backup);
            append(store, "one");
            append(store, "two");
            String reached = Files.readString(mark);
            // everything is in the one file, and nothing in its log
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            Files.write(file, Files.readAllBytes(backup));
            StoreException older = assertThrows(StoreException.class, () -> append(store, "three"));
            assertEquals(Kind.UNAVAILABLE, older.kind());
            assertTrue(String.valueOf(older.getMessage()).contains("overwritten"));
            assertThrows(StoreException.class, () -> events(store));
            for (int i = 0; i < 4; i++) {
                other.execute("INSERT INTO audit (at, event, detail) VALUES (0, 'x', '')");
            }
            assertThrows(StoreException.class, () -> append(store, "never again"));
            assertEquals(reached, Files.readString(mark), "the evidence stays");
        }
    }

    @Test
    void a_full_disk_refuses_loses_nothing_and_is_not_the_end() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("data"), "1m");
                Store store = open()) {
            int written = 0;
            StoreException full = null;
            while (full == null) {
                try {
                    append(store, "x".repeat(5_000));
                    written++;
                } catch (StoreException e) {
                    full = e;
                }
            }
            assertEquals(Kind.UNAVAILABLE, full.kind());
            assertEquals(written, events(store));
            disk.grow("8m");
            assertTrue(append(store, "there is room again"));
            assertEquals(written + 1, events(store));
            assertEquals("ok", integrity());
        }
    }

    @Test
    void a_store_that_a_full_disk_keeps_from_opening_says_that_it_is_full() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("data"), "1m")) {
            open().close();
            Files.write(folder.resolve("data/filler"), new byte[(int) disk.free()]);
            String why = assertThrows(StoreException.class, this::open).getMessage();
            assertTrue(String.valueOf(why).contains("cannot be used: its disk is full"), why);
            disk.grow("8m");
            open().close();
        }
    }

    @Test
    void a_read_only_disk_can_be_read_and_says_what_is_wrong() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("data"), "8m")) {
            try (Store store = open()) {
                append(store, "before");
            }
            disk.makeReadOnly();
            try (Store store = open()) {
                assertEquals(1, events(store));
                StoreException no =
                        assertThrows(StoreException.class, () -> append(store, "after"));
                assertTrue(String.valueOf(no.getMessage()).contains(file.toString()));
            }
        }
    }

    @Test
    void a_newer_database_is_refused_before_a_byte_changes() throws Exception {
        open().close();
        Transaction tx = SqliteFile.connect(file);
        tx.execute("PRAGMA user_version = 99");
        tx.execute("PRAGMA journal_mode = DELETE");
        tx.close();
        byte[] before = Files.readAllBytes(file);
        assertEquals(Kind.NEWER_SCHEMA, assertThrows(StoreException.class, this::open).kind());
        assertEquals(-1, java.util.Arrays.mismatch(before, Files.readAllBytes(file)));
    }

    @Test
    void a_truncated_database_is_refused() throws Exception {
        open().close();
        try (RandomAccessFile half = new RandomAccessFile(file.toFile(), "rw")) {
            half.setLength(half.length() / 2);
        }
        assertEquals(Kind.DAMAGED, assertThrows(StoreException.class, this::open).kind());
    }

    @Test
    void a_damaged_or_swapped_token_is_one_users_trouble() throws Exception {
        try (Store store = open()) {
            long one = link(store, "one");
            long two = link(store, "two");
            long three = link(store, "three");
            long four = link(store, "four");
            swap(store, one, two);
            store.database().write(tx -> damage(tx, three, new byte[60]));
            assertEquals(Account.LOGIN_NEEDED, account(store, one).state());
            assertEquals(Account.LOGIN_NEEDED, account(store, two).state());
            assertEquals(Account.LOGIN_NEEDED, account(store, three).state());
            assertEquals("token of four", account(store, four).token().accessToken());
            assertEquals(4, store.database().read(tx -> store.accounts().list(tx)).size());
            link(store, "three");
            assertEquals("token of three", account(store, three).token().accessToken());
        }
    }

    private static void swap(Store store, long one, long two) {
        store.database()
                .write(tx -> {
                    byte[] first = sealed(tx, one);
                    byte[] second = sealed(tx, two);
                    return damage(tx, one, second) + damage(tx, two, first);
                });
    }

    private static byte[] sealed(Transaction tx, long id) {
        String sql = "SELECT sealed_access_token FROM service_accounts WHERE id = ?";
        return tx.one(sql, row -> row.getBytes(1), id).orElseThrow();
    }

    private static int damage(Transaction tx, long id, byte[] value) {
        String sql = "UPDATE service_accounts SET sealed_access_token = ? WHERE id = ?";
        return tx.update(sql, value, id);
    }

    @Test
    void links_and_folders_that_others_can_write_are_refused_and_loose_modes_mended()
            throws Exception {
        open().close();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        Files.setPosixFilePermissions(folder.resolve("data"), mode("rwxr-xr-x"));
        open().close();
        assertEquals(mode("rw-------"), Files.getPosixFilePermissions(file));
        assertEquals(mode("rwx------"), Files.getPosixFilePermissions(folder.resolve("data")));
        Files.setPosixFilePermissions(folder.resolve("data"), mode("rwxrwx---"));
        assertThrows(StoreException.class, this::open);
        Files.setPosixFilePermissions(folder.resolve("data"), mode("rwx------"));
        Files.createSymbolicLink(folder.resolve("data/mcp-oauth.db-journal"), folder);
        assertThrows(StoreException.class, this::open);
    }

    private static java.util.Set<java.nio.file.attribute.PosixFilePermission> mode(String text) {
        return PosixFilePermissions.fromString(text);
    }

    private Transaction locked() {
        Transaction other = SqliteFile.connect(file);
        other.execute("BEGIN IMMEDIATE");
        return other;
    }

    private String integrity() {
        Transaction tx = SqliteFile.connect(file);
        try {
            return tx.one("PRAGMA integrity_check", row -> row.getString(1)).orElseThrow();
        } finally {
            tx.close();
        }
    }

    private static boolean append(Store store, String event) {
        return store.database()
                .write(tx -> {
                    store.audit().append(tx, new Audit.Entry(Instant.EPOCH, event, ""));
                    return true;
                });
    }

    private static int events(Store store) {
        return store.database().read(tx -> store.audit().tail(tx, 1_000_000)).size();
    }

    private static long link(Store store, String user) {
        ServiceToken token =
                new ServiceToken(
                        "token of " + user, "Bearer", null, null, null, Scope.NONE, Map.of());
        return store.database()
                .write(tx ->
                        store.accounts()
                                .link(
                                        tx,
                                        new ServiceAccounts.NewLogin(
                                                "demo", UserInfo.of(user), token, Instant.EPOCH)))
                .id();
    }

    private static Account account(Store store, long id) {
        return store.database().read(tx -> store.accounts().find(tx, id)).orElseThrow();
    }

    private Store open() {
        return Store.open(file, folder.resolve("key"));
    }
}
