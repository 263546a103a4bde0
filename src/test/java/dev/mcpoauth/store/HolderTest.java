package dev.mcpoauth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mcpoauth.OwnProcess;
import dev.mcpoauth.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real process holds the database: its number and its program are told.
final class HolderTest {
    @TempDir Path folder;

    /// Holds a database until it has nothing more to read; with `write` it leaves readers alone.
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            Transaction tx = SqliteFile.connect(Path.of(args[0]));
            if (args[1].equals("write")) {
                tx.execute("BEGIN IMMEDIATE");
            } else {
                tx.execute("PRAGMA journal_mode = DELETE");
                tx.execute("BEGIN EXCLUSIVE");
            }
            System.out.println("held");
            while (System.in.read() >= 0) {
                // nothing is said to it
            }
            tx.close();
        }
    }

    @Test
    void who_writes_for_long_is_named_to_those_who_would_write() throws Exception {
        Path file = database();
        Process child = holding(file, "write");
        try (Store store = open(file)) {
            assertEquals(0, store.database().read(store.accounts()::list).size());
            assertNames(
                    child,
                    assertThrows(
                            StoreException.class,
                            () -> store.database().write(tx -> tx.update("DELETE FROM audit"))));
        } finally {
            end(child);
        }
        assertEquals(Optional.empty(), Holder.writing(file));
    }

    @Test
    void who_keeps_the_database_for_itself_is_named_to_those_who_open_it() throws Exception {
        Path file = database();
        Process child = holding(file, "alone");
        try {
            assertNames(child, assertThrows(StoreException.class, () -> open(file).close()));
        } finally {
            end(child);
        }
    }

    private Path database() throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/locks")), "only Linux tells who holds a file");
        Path file = folder.resolve("data/db");
        open(file).close();
        return file;
    }

    private Store open(Path file) {
        return Store.open(
                file.toString(),
                DatabasePassword.USUAL,
                KeyVault.file(folder.resolve("key")),
                Duration.ofMillis(1));
    }

    private static Process holding(Path file, String how) throws IOException {
        List<String> words = OwnProcess.of(Child.class);
        words.addAll(List.of(file.toString(), how));
        Process child =
                new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        assertEquals("held", child.inputReader().readLine());
        return child;
    }

    private static void end(Process child) throws Exception {
        child.getOutputStream().close();
        assertEquals(0, child.waitFor());
    }

    private static void assertNames(Process holder, StoreException busy) {
        assertEquals(Kind.LOCKED, busy.kind());
        String said = String.valueOf(busy.getMessage());
        assertTrue(said.endsWith("is held by process " + holder.pid() + " (java)"), said);
        assertEquals(Optional.of("ps -fp " + holder.pid()), busy.look());
    }
}
