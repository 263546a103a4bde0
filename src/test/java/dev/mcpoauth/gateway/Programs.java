package dev.mcpoauth.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.OwnProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// What tests of [SmallProgram] behind the gateway have in common.
final class Programs {
    static final String INITIALIZE =
            "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{}}";

    private Programs() {}

    /// A resource whose programs leave their marks in this folder.
    static Map<String, Object> resource(Path running, Map<String, Object> more) {
        List<String> command = OwnProcess.of(SmallProgram.class);
        command.add(running.toString());
        Map<String, Object> resource = new LinkedHashMap<>(more);
        resource.put("command", command);
        resource.put("env", Map.of("GITHUB_TOKEN", "${service_token}"));
        resource.put("tools", Map.of("crash", "mcp:write"));
        resource.put("hide", true);
        return resource;
    }

    static String begin(Guarded guarded, String token) throws Exception {
        HttpResponse<String> answer = guarded.post(token, INITIALIZE);
        assertEquals(200, answer.statusCode(), answer.body());
        return answer.headers().firstValue("Mcp-Session-Id").orElseThrow();
    }

    static String call(String tool, String word) {
        return Guarded.call(tool).replace("{}", "{\"word\":\"" + word + "\"}");
    }

    /// How many programs run: each has a file with its number, and a process.
    static int count(Path running) throws IOException {
        try (var marks = Files.list(running)) {
            return (int)
                    marks.map(mark -> Long.valueOf(mark.getFileName().toString()))
                            .filter(pid ->
                                    ProcessHandle.of(pid)
                                            .filter(ProcessHandle::isAlive)
                                            .isPresent())
                            .count();
        }
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < end, "it never came to be");
            Thread.sleep(20);
        }
    }

    /// What is logged of programs while this is open.
    static final class Said implements AutoCloseable {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final Logger logger = Logger.getLogger(ChildLog.class.getPackageName());
        private final Handler handler = handler(lines);

        Said() {
            logger.addHandler(handler);
        }

        /// The next line.
        String next() throws InterruptedException {
            return String.valueOf(lines.poll(60, TimeUnit.SECONDS));
        }

        /// All that were not taken.
        List<String> lines() {
            return List.copyOf(lines);
        }

        @Override
        public void close() {
            logger.removeHandler(handler);
        }
    }

    /// Takes what is logged.
    private static Handler handler(BlockingQueue<String> log) {
        SimpleFormatter formatter = new SimpleFormatter();
        return new Handler() {
            @Override
            public void publish(LogRecord record) {
                log.add(formatter.formatMessage(record));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
