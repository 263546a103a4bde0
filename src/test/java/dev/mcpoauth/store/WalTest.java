package dev.mcpoauth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.OwnProcess;
import dev.mcpoauth.faults.Shim;
import dev.mcpoauth.store.StoreException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What happens to the log of a SQLite database, and to the database where it has no room.
@Timeout(120)
final class WalTest {
    private static final int LARGE = 60_000;
    private static final long SHRUNK = 16L << 20;

    @TempDir Path folder;
    private Path file;
    private Path wal;

    @BeforeEach
    void place() {
        file = folder.resolve("data/mcp-oauth.db");
        wal = folder.resolve("data/mcp-oauth.db-wal");
    }

    @Test
    void a_long_reader_lets_the_log_grow_and_it_shrinks_afterwards_F_14() throws Exception {
        try (Store store = open()) {
            Transaction reader = SqliteFile.connect(file);
            reader.execute("BEGIN");
            reader.one("SELECT COUNT(*) FROM audit", row -> row.getInt(1));
            append(store, 300);
            assertTrue(Files.size(wal) > SHRUNK, "it holds everything since the reader came");
            reader.close();
            for (int i = 0; i < 50 && Files.size(wal) > SHRUNK; i++) {
                append(store, 1);
            }
            assertTrue(Files.size(wal) <= SHRUNK, "it is " + Files.size(wal));
            assertEquals("ok", integrity());
        }
    }

    @Test
    void a_log_that_ends_in_garbage_loses_only_what_was_never_whole_F_16() throws Exception {
        Path saved = folder.resolve("saved");
        try (Store store = open()) {
            append(store, 3);
            crashed(saved);
        }
        put(saved);
        byte[] bytes = Files.readAllBytes(wal);
        byte[] torn = new byte[bytes.length + 3_000];
        System.arraycopy(bytes, 0, torn, 0, bytes.length);
        Files.write(wal, torn);
        try (Store store = open()) {
            assertEquals(3, events(store));
            assertEquals(List.of(), new Upkeep(store).check());
        }
    }

    @Test
    void a_log_whose_middle_is_damaged_gives_a_sound_database_F_16() throws Exception {
        Path saved = folder.resolve("saved");
        try (Store store = open()) {
            append(store, 3);
            crashed(saved);
        }
        put(saved);
        byte[] bytes = Files.readAllBytes(wal);
        bytes[bytes.length / 2] ^= 1;
        Files.write(wal, bytes);
        // either what is left is sound, or it is refused: it is never read as if it were whole
        try (Store store = open()) {
            assertTrue(events(store) <= 3);
            assertEquals(List.of(), new Upkeep(store).check());
            assertNoticed(store);
        } catch (StoreException e) {
            assertEquals(Kind.DAMAGED, e.kind(), String.valueOf(e.getMessage()));
        }
    }

    private static void assertNoticed(Store store) {
        List<Audit.Entry> events = store.database().read(tx -> store.audit().tail(tx, 1));
        assertEquals("database_restored", events.getFirst().event(), "the loss was not noticed");
    }

    @Test
    void a_log_that_was_removed_after_a_kill_is_noticed_even_one_commit_F_16() throws Exception {
        Path saved = folder.resolve("saved");
        try (Store store = open()) {
            append(store, 3);
        }
        try (Store store = open()) {
            append(store, 1);
            crashed(saved);
        }
        put(saved);
        Files.delete(wal);
        try (Store store = open()) {
            assertNoticed(store);
            assertEquals(4, events(store), "three that were in the file, and the notice");
            assertEquals(List.of(), new Upkeep(store).check());
        }
        try (Store store = open()) {
            assertEquals(4, events(store), "it is noticed once");
        }
    }

    @Test
    void a_kill_that_loses_nothing_ends_no_login_F_16() throws Exception {
        Path saved = folder.resolve("saved");
        try (Store store = open()) {
            append(store, 3);
            crashed(saved);
        }
        put(saved);
        try (Store store = open()) {
            assertEquals(3, events(store));
        }
    }

    @Test
    void a_log_that_is_removed_under_a_running_store_ends_writing_and_loses_nothing_F_16()
            throws Exception {
        try (Store store = open()) {
            append(store, 3);
            Files.delete(wal);
            StoreException refused = assertThrows(StoreException.class, () -> append(store, 1));
            assertEquals(Kind.UNAVAILABLE, refused.kind());
            assertTrue(String.valueOf(refused.getMessage()).startsWith(wal + " was deleted"));
        }
        try (Store store = open()) {
            assertEquals(3, events(store), "the end of the process has put them into the file");
            append(store, 1);
            assertEquals("ok", integrity());
        }
    }

    @Test
    void a_page_that_was_changed_on_disk_is_found_by_the_check_F_15() throws Exception {
        try (Store store = open()) {
            append(store, 20);
        }
        byte[] bytes = Files.readAllBytes(file);
        int page = 4_096;
        for (int at = bytes.length / 2 / page * page; at < bytes.length - page; at += page) {
            // what a page says about itself
            java.util.Arrays.fill(bytes, at, at + 12, (byte) 0xA5);
        }
        Files.write(file, bytes);
        try (Store store = open()) {
            assertFalse(new Upkeep(store).check().isEmpty());
        } catch (StoreException e) {
            assertEquals(Kind.DAMAGED, e.kind(), String.valueOf(e.getMessage()));
        }
    }

    @Test
    void without_room_neither_an_upgrade_nor_a_vacuum_breaks_anything_F_09() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("data"), "8m")) {
            try (Store store = open()) {
                append(store, 20);
            }
            downgrade();
            Path filler = folder.resolve("data/filler");
            Files.write(filler, new byte[(int) (room() - 40_000)]);
            StoreException full = assertThrows(StoreException.class, () -> open().close());
            assertEquals(Kind.UNAVAILABLE, full.kind(), String.valueOf(full.getMessage()));
            Transaction older = SqliteFile.connect(file);
            assertEquals(6, Dialect.SQLITE.version(older), "the older version can still open it");
            older.close();
            assertEquals("ok", integrity());

            Files.delete(filler);
            try (Store store = open()) {
                Files.write(filler, new byte[(int) (room() - 40_000)]);
                assertThrows(StoreException.class, store.database()::compact);
                assertEquals(20, events(store));
                disk.grow("24m");
                store.database().compact();
                append(store, 1);
                assertEquals(21, events(store));
            }
        }
    }

    /// Makes the database one of schema 6, as the version before left it.
    private void downgrade() {
        Transaction tx = SqliteFile.connect(file);
        for (String table : List.of("clients", "grants", "service_accounts")) {
            tx.execute("DROP TRIGGER " + table + "_changed");
            tx.execute("DROP TRIGGER " + table + "_removed");
        }
        tx.execute("ALTER TABLE pending_logins ADD COLUMN state TEXT");
        tx.execute("DROP INDEX audit_at");
        tx.execute("DROP INDEX pending_logins_asking");
        tx.execute("ALTER TABLE service_accounts DROP COLUMN last_used_at");
        tx.execute("ALTER TABLE grants DROP COLUMN last_used_at");
        tx.execute("DROP TABLE client_resources");
        tx.execute("CREATE INDEX access_tokens_grant ON access_tokens (grant_id)");
        tx.execute("CREATE INDEX refresh_tokens_grant ON refresh_tokens (grant_id)");
        tx.execute("DROP TABLE lasting_changes");
        tx.execute("PRAGMA user_version = 6");
        tx.close();
    }

    private long room() throws IOException {
        return Files.getFileStore(folder.resolve("data")).getUsableSpace();
    }

    /// Opens the store of its first argument and says how that ended.
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            try (Store store = Store.open(Path.of(args[0]), Path.of(args[1]))) {
                System.out.println("opened " + store.database().place());
            } catch (StoreException e) {
                System.out.println(e.kind() + ": " + e.getMessage());
            }
        }
    }

    @Test
    void a_file_system_without_shared_memory_is_refused_in_words_F_11() throws Exception {
        List<String> command = OwnProcess.of(Child.class);
        command.addAll(List.of(file.toString(), "" + folder.resolve("key")));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LD_PRELOAD", Shim.compile("disk", folder).toString());
        builder.environment().put("DISK_DIR", folder.resolve("data").toString());
        builder.environment().put("DISK_NO_SHARED_MEMORY", "1");
        Process child = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(said.startsWith("UNAVAILABLE: " + file), said);
        assertTrue(said.contains("local disk"), said);
        assertFalse(Files.exists(folder.resolve("key")), "nothing was begun");
    }

    /// Copies the files of an open store as a kill would leave them.
    private void crashed(Path to) throws IOException {
        Files.createDirectories(to);
        copy(folder.resolve("data"), to);
    }

    private void put(Path saved) throws IOException {
        copy(saved, folder.resolve("data"));
        Files.deleteIfExists(folder.resolve("data/mcp-oauth.db-shm"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path each : files.toList()) {
                Files.copy(
                        each,
                        to.resolve(each.getFileName()),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void append(Store store, int count) {
        for (int i = 0; i < count; i++) {
            store.database()
                    .write(tx -> {
                        Audit.Entry large =
                                new Audit.Entry(Instant.EPOCH, "event", "x".repeat(LARGE));
                        store.audit().append(tx, large);
                        return true;
                    });
        }
    }

    private static int events(Store store) {
        return store.database().read(tx -> store.audit().tail(tx, 1_000)).size();
    }

    private String integrity() {
        Transaction tx = SqliteFile.connect(file);
        try {
            return tx.one("PRAGMA integrity_check", row -> row.getString(1)).orElseThrow();
        } finally {
            tx.close();
        }
    }

    private Store open() {
        return Store.open(file, folder.resolve("key"));
    }
}
