package dev.mcpoauth.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the recorder keeps of much.
final class RecorderTest {
    private static final int LONG = 1 << 20;

    private final Recorder recorder = new Recorder(id -> Optional.empty());

    @Test
    void of_long_messages_fewer_are_kept_than_fill_the_memory() {
        long most = Runtime.getRuntime().maxMemory() / 16;
        String words = "x".repeat(LONG);
        for (int i = 0; i <= most / LONG / 2; i++) {
            keep("/token", Map.of("a", words));
        }
        List<Message> kept = recorder.recent();
        assertTrue(kept.size() * 2L * LONG < most, kept.size() + " are kept");
        assertEquals(words, kept.getLast().asked().get("a"), "the newest is");
        keep("/token", Map.of("client_id", "https://" + words));
        assertTrue(recorder.recent().getLast().flowTitle().length() <= 200);
    }

    private void keep(String path, Map<String, String> asked) {
        recorder.keep(
                new Heard(
                        Instant.now(),
                        "POST",
                        "http://127.0.0.1" + path,
                        "",
                        asked,
                        200,
                        Map.of(),
                        null,
                        1),
                List.of());
    }
}
