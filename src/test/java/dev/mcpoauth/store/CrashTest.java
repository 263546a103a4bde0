package dev.mcpoauth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.OwnProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real processes over one real file.
@Timeout(1200)
final class CrashTest {
    private static final int THREADS = 8;

    @TempDir Path folder;
    private Path place = Path.of("");

    @BeforeEach
    void place() {
        place = folder;
    }

    /// Writes from several threads for ever and says each row aloud after it was acknowledged.
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            Store store = Store.open(Path.of(args[0], "data", "db"), Path.of(args[0], "key"));
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                Thread.ofPlatform().start(() -> append(store, args[1] + "." + number));
            }
        }

        private static void append(Store store, String name) {
            for (int i = 0; ; i++) {
                String event = name + "." + i;
                store.database()
                        .write(tx -> {
                            store.audit().append(tx, new Audit.Entry(Instant.EPOCH, event, ""));
                            return true;
                        });
                System.out.println(event);
            }
        }
    }

    @Test
    void kill_9_loses_no_acknowledged_row() throws Exception {
        Process child = child("one");
        List<String> said = new ArrayList<>();
        try (BufferedReader out = child.inputReader()) {
            listen(out, said, 300);
            // by the handle: the process object would close the pipe with rows still in it
            child.toHandle().destroyForcibly();
            listen(out, said, Integer.MAX_VALUE);
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertTrue(said.size() >= 300, "the child wrote only " + said.size() + " rows");
        assertKept(said);
    }

    /// `-Dfirst.starts=50` for more of them.
    @Test
    void two_first_starts_at_once_make_one_schema_and_one_key() throws Exception {
        for (int i = 0; i < Integer.getInteger("first.starts", 1); i++) {
            place = folder.resolve("start" + i);
            firstStarts();
        }
    }

    private void firstStarts() throws Exception {
        Process one = child("one");
        Process two = child("two");
        List<String> said = new ArrayList<>();
        try (BufferedReader first = one.inputReader();
                BufferedReader second = two.inputReader()) {
            listen(first, said, 20);
            int before = said.size();
            assertTrue(before >= 20, "the first process failed");
            listen(second, said, before + 20);
            assertTrue(said.size() >= before + 20, "the second process failed");
        } finally {
            one.destroyForcibly().waitFor();
            two.destroyForcibly().waitFor();
        }
        assertKept(said);
    }

    @Test
    void an_error_in_one_work_does_not_stop_the_writer() {
        try (Store store = Store.open(folder.resolve("data/db"), folder.resolve("key"))) {
            assertThrows(
                    StackOverflowError.class,
                    () ->
                            store.database()
                                    .write(tx -> {
                                        throw new StackOverflowError();
                                    }));
            assertEquals("next", store.database().write(tx -> "next"));
        }
    }

    private void assertKept(List<String> said) {
        try (Store store = Store.open(place.resolve("data/db"), place.resolve("key"))) {
            Set<String> kept =
                    store.database().read(tx -> store.audit().tail(tx, Integer.MAX_VALUE)).stream()
                            .map(Audit.Entry::event)
                            .collect(Collectors.toSet());
            List<String> lost = said.stream().filter(event -> !kept.contains(event)).toList();
            assertEquals(List.of(), lost);
        }
    }

    /// Takes whole lines: the last one of a killed process may be half.
    private static void listen(BufferedReader out, List<String> said, int until)
            throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = out.read(); c >= 0; c = out.read()) {
            if (c != '\n') {
                line.append((char) c);
                continue;
            }
            said.add(line.toString());
            line.setLength(0);
            if (said.size() >= until) {
                return;
            }
        }
    }

    private Process child(String name) throws IOException {
        List<String> words = OwnProcess.of(Child.class);
        words.addAll(List.of(place.toString(), name));
        return new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
