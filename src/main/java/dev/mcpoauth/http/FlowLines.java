package dev.mcpoauth.http;

import dev.mcpoauth.inspector.Message;
import dev.mcpoauth.inspector.Recorder;
import dev.mcpoauth.json.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the flow inspector shows, as one line of JSON a message, on the local socket only: for the
/// command line of the user whose broker it is.
final class FlowLines {
    private static final int MOST_WAITING = 4_096;

    private final Recorder recorder;
    private volatile boolean closed;

    FlowLines(Recorder recorder) {
        this.recorder = recorder;
    }

    void install(RoutesConfig routes) {
        routes.get("/flows", this::flows);
    }

    /// What is remembered; with `?live` also what comes, until the reader goes or the broker ends.
    private void flows(Context ctx) throws IOException, InterruptedException {
        ctx.contentType("application/x-ndjson");
        BlockingQueue<Message> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
        Runnable stop = recorder.watch(waiting::offer);
        // the framework's own stream keeps lines back to compress them
        OutputStream out = ctx.res().getOutputStream();
        try {
            long last = 0;
            for (Message each : recorder.recent()) {
                write(out, each);
                last = each.id();
            }
            out.flush();
            while (ctx.queryParam("live") != null && !closed) {
                @Nullable Message next = waiting.poll(1, TimeUnit.SECONDS);
                if (next == null) {
                    // an empty line finds out whether anybody reads
                    out.write('\n');
                } else if (next.id() > last) {
                    write(out, next);
                }
                out.flush();
            }
        } finally {
            stop.run();
        }
    }

    private static void write(OutputStream out, Message message) throws IOException {
        out.write((Json.write(message) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /// Ends the streams, so that the server can stop.
    void close() {
        closed = true;
    }
}
