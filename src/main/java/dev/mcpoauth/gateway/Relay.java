package dev.mcpoauth.gateway;

import dev.mcpoauth.config.Protection.Limits;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Passes a server's answer on to the client, part by part.
final class Relay {
    /// What passes; nothing that sets cookies, names hosts or opens the answer to other pages.
    private static final List<String> PASS =
            List.of(
                    "Content-Type",
                    "Cache-Control",
                    "Content-Language",
                    "Content-Encoding",
                    "Retry-After",
                    "Allow",
                    "MCP-Protocol-Version",
                    "X-Accel-Buffering");

    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Call call;
    private final Limits limits;
    private long checkedAt = System.nanoTime();

    Relay(Call call, Limits limits) {
        this.call = call;
        this.limits = limits;
    }

    static boolean isStream(HttpHeaders headers) {
        return type(headers).startsWith("text/event-stream");
    }

    static boolean isJson(HttpHeaders headers) {
        return type(headers).startsWith("application/json");
    }

    private static String type(HttpHeaders headers) {
        return headers.firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    }

    /// Passes status, headers and body on; ends when either side or the caller's token ends.
    void pass(HttpResponse<?> answer, Chunks body, Lens lens)
            throws IOException, InterruptedException {
        boolean stream = isStream(answer.headers());
        HttpServletResponse to = call.ctx().res();
        call.ctx().status(answer.statusCode());
        // the answer is written here: nobody else is to add a body to it
        call.ctx().result("");
        to.setContentType(null);
        PASS.forEach(name ->
                answer.headers().allValues(name).forEach(value -> to.addHeader(name, value)));
        // whatever a server sends, a browser that shows it must not run it in the broker's name
        to.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
        if (lens instanceof Lens.Plain) {
            answer.headers().firstValueAsLong("Content-Length").ifPresent(to::setContentLengthLong);
        }
        OutputStream out = to.getOutputStream();
        if (stream) {
            out.flush();
        }
        copy(body, lens, stream, out);
    }

    private void copy(Chunks body, Lens lens, boolean stream, OutputStream out)
            throws IOException, InterruptedException {
        Duration patience = stream ? limits.heartbeat() : limits.answer();
        while (true) {
            switch (body.next(patience)) {
                case Chunks.Part(List<ByteBuffer> parts) -> {
                    for (ByteBuffer part : parts) {
                        byte[] bytes = new byte[part.remaining()];
                        part.get(bytes);
                        lens.take(bytes, out);
                    }
                }
                case Chunks.End() -> {
                    lens.end(out);
                    return;
                }
                case Chunks.Broken(Throwable why) ->
                        throw new IOException("the server broke off its answer", why);
                case Chunks.Silence() -> {
                    if (!stream) {
                        throw new IOException("the server fell silent in its answer");
                    }
                    // a write is what shows that the client has gone
                    if (lens.betweenLines()) {
                        out.write(COMMENT);
                    }
                }
            }
            if (stream) {
                out.flush();
                if (over()) {
                    return;
                }
            }
        }
    }

    /// True when the caller's token has died while the stream was open.
    private boolean over() {
        long now = System.nanoTime();
        if (now - checkedAt < limits.heartbeat().toNanos()) {
            return false;
        }
        checkedAt = now;
        return !call.stillGood().getAsBoolean();
    }
}
