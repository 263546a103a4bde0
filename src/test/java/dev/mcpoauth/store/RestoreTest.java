package dev.mcpoauth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.store.StoreException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The steps of a restore: whenever it ends, a database is there, and nothing is lost.
final class RestoreTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    @TempDir Path folder;
    private Path file;
    private Path backup;

    @BeforeEach
    void a_database_and_a_backup() {
        file = folder.resolve("data/mcp-oauth.db");
        backup = folder.resolve("backup.db");
        try (Store store = Store.open(file, folder.resolve("key"))) {
            UpkeepTest.grant(store);
            new Upkeep(store).backup(backup);
        }
    }

    private Restore restore() {
        return new Restore(file.toString(), KeyVault.file(folder.resolve("key")), Duration.ZERO);
    }

    /// A broker that starts while there is none makes an empty one.
    @Test
    void there_is_a_database_at_every_moment() throws Exception {
        try (WatchService watch = folder.getFileSystem().newWatchService()) {
            folder.resolve("data").register(watch, StandardWatchEventKinds.ENTRY_DELETE);
            restore().from(backup, NOW);
            Path last = Files.createFile(file.resolveSibling("last"));
            Files.delete(last);
            List<String> gone = new ArrayList<>();
            while (!gone.contains("last")) {
                WatchKey key = watch.take();
                for (WatchEvent<?> each : key.pollEvents()) {
                    gone.add(String.valueOf(each.context()));
                }
                key.reset();
            }
            assertTrue(gone.contains("mcp-oauth.db.restoring"), gone.toString());
            assertFalse(gone.contains("mcp-oauth.db"), gone.toString());
        }
    }

    @Test
    void what_cannot_be_restored_or_written_says_why() throws Exception {
        try (Transaction tx = SqliteFile.connect(backup)) {
            tx.update("DELETE FROM meta WHERE name = ?", Store.CHECK);
        }
        StoreException refused =
                assertThrows(StoreException.class, () -> restore().from(backup, NOW));
        assertEquals(Kind.DAMAGED, refused.kind());
        assertTrue(String.valueOf(refused.getMessage()).contains("has no key yet"));
        try (Store store = Store.open(file, folder.resolve("key"))) {
            Path nowhere = folder.resolve("nowhere/backup.db");
            refused = assertThrows(StoreException.class, () -> new Upkeep(store).backup(nowhere));
            assertEquals(
                    "cannot write %s: there is no folder %s"
                            .formatted(nowhere, nowhere.getParent()),
                    refused.getMessage());
        }
    }
}
