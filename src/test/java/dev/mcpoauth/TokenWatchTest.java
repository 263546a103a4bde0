package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpoauth.json.Json;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `token watch` tells while other commands change tokens.
final class TokenWatchTest {
    @TempDir Path folder = Path.of("");

    @Test
    void each_change_by_whomever_is_one_line_of_json() throws Exception {
        try (CliWorld world = new CliWorld(folder);
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            world.provider("demo");
            world.account("demo", "alice");
            StringWriter out = new StringWriter();
            List<String> watch = CliScript.words("token watch --count 3 --interval 1s");
            Future<CliWorld.Ended> watching = other.submit(() -> world.run(watch, "", out));
            List<String> commands = List.of("token refresh demo", "logout demo");
            for (int i = 0; i < commands.size(); i++) {
                int seen = i + 1;
                while (out.toString().lines().count() < seen) {
                    LockSupport.parkNanos(10_000_000);
                }
                assertEquals(0, world.run(CliScript.words(commands.get(i)), "").exit());
            }
            CliWorld.Ended ended = watching.get();
            assertEquals(0, ended.exit(), ended.err());
            List<String> events = new ArrayList<>();
            for (String line : ended.out().lines().toList()) {
                Map<String, Object> event = Json.object(line);
                assertEquals("demo/alice", event.get("ref"));
                events.add(String.valueOf(event.get("event")));
            }
            assertEquals(List.of("present", "refreshed", "removed"), events);
        }
    }
}
