package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Plays every golden exchange of `src/test/resources/transcripts` against a broker.
///
/// `-Dtranscripts.update=true` writes the answers anew; read the difference before you keep it.
final class TranscriptTest {
    private static final Path ROOT = Path.of("src/test/resources/transcripts");

    @TempDir private static Path folder;
    private static LiveBroker broker;

    @BeforeAll
    static void start() {
        broker = LiveBroker.start(folder, Map.of("rate_limits", false));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void is_answered_as_written(String name) throws IOException {
        Path file = ROOT.resolve(name);
        boolean update = Boolean.getBoolean("transcripts.update");
        String played = new Transcript(file, broker).play(update);
        if (update) {
            Files.writeString(file, played);
        } else {
            assertSame(Files.readAllLines(file), played.lines().toList(), name);
        }
    }

    private static void assertSame(List<String> written, List<String> came, String name) {
        for (int i = 0; i < Math.min(written.size(), came.size()); i++) {
            assertEquals(written.get(i), came.get(i), name + " line " + (i + 1));
        }
        assertEquals(written, came, name);
    }

    private static List<String> transcripts() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".http"))
                    .map(file -> ROOT.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
