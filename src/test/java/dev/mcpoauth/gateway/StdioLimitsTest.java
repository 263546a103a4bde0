package dev.mcpoauth.gateway;

import static dev.mcpoauth.gateway.Programs.await;
import static dev.mcpoauth.gateway.Programs.begin;
import static dev.mcpoauth.gateway.Programs.call;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Programs that do not do their part, and what the broker bears of them.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class StdioLimitsTest {
    /// More than a pipe holds.
    private static final String LONG = "x".repeat(300_000);

    @TempDir private Path folder;
    @TempDir private Path running;

    private Guarded guarded(Map<String, Object> more) {
        return new Guarded(folder, Programs.resource(running, more));
    }

    private int programs() throws Exception {
        return Programs.count(running);
    }

    @Test
    void a_program_that_does_not_read_is_ended_with_its_session_and_at_a_reload() throws Exception {
        try (Guarded guarded = guarded(Map.of());
                ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
            String token = guarded.token("alice", "");
            String[] first = {"Mcp-Session-Id", begin(guarded, token)};
            Future<?> waiting = asking.submit(() -> unheard(guarded, token, first));
            assertThrows(TimeoutException.class, () -> waiting.get(1, TimeUnit.SECONDS));
            assertEquals(204, guarded.send("DELETE", token, first).statusCode());
            await(() -> programs() == 0);
            String[] second = {"Mcp-Session-Id", begin(guarded, token)};
            Future<?> also = asking.submit(() -> unheard(guarded, token, second));
            assertThrows(TimeoutException.class, () -> also.get(1, TimeUnit.SECONDS));
            guarded.broker().reload(folder, Map.of());
            assertEquals(0, programs());
        }
    }

    private static HttpResponse<String> unheard(Guarded guarded, String token, String[] session)
            throws Exception {
        guarded.post(token, call("deaf", ""), session);
        return guarded.post(token, call("env", LONG), session);
    }

    /// The pool of carriers ends at 256, and a read of a pipe holds its thread.
    @Test
    void what_programs_say_is_read_on_no_carrier_of_virtual_threads() throws Exception {
        try (Guarded guarded = guarded(Map.of())) {
            begin(guarded, guarded.token("alice", ""));
            long readers =
                    Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().equals("mcp-program"))
                            .count();
            assertTrue(readers >= 2, readers + " threads read");
        }
    }

    @Test
    void a_program_that_does_not_read_in_time_is_ended() throws Exception {
        try (Guarded guarded = guarded(Map.of("answer_timeout", "1s"))) {
            String token = guarded.token("alice", "");
            String[] session = {"Mcp-Session-Id", begin(guarded, token)};
            HttpResponse<String> late = unheard(guarded, token, session);
            assertEquals(502, late.statusCode());
            assertTrue(late.body().contains("does not listen"), late.body());
            await(() -> programs() == 0);
        }
    }
}
