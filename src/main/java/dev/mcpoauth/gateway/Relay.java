package dev.mcpoauth.gateway;

import dev.mcpoauth.config.Protection.Limits;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;

/// Passes a server's answer on to the client, part by part.
final class Relay {
    /// What passes; nothing that sets cookies, names hosts or opens the answer to other pages.
    private static final Set<String> PASS =
            Set.of(
                    "content-type",
                    "cache-control",
                    "content-language",
                    "content-encoding",
                    "retry-after",
                    "allow",
                    "mcp-protocol-version",
                    "x-accel-buffering");

    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private static final int PART = 32 * 1024;

    private final Call call;
    private final Limits limits;
    private final ServerExchange exchange;
    private final TokenEnd token;

    Relay(Call call, Limits limits, ServerExchange exchange) {
        this.call = call;
        this.limits = limits;
        this.exchange = exchange;
        this.token = new TokenEnd(call, limits.heartbeat());
    }

    static boolean isStream(ClassicHttpResponse head) {
        return type(head).startsWith("text/event-stream");
    }

    static boolean isJson(ClassicHttpResponse head) {
        return type(head).startsWith("application/json");
    }

    private static String type(ClassicHttpResponse head) {
        Header type = head.getFirstHeader("Content-Type");
        return type == null ? "" : type.getValue().toLowerCase(Locale.ROOT);
    }

    /// Passes status, headers and body on; ends when either side or the caller's token ends.
    void pass(ClassicHttpResponse head, Lens lens) throws IOException {
        HttpServletResponse to = call.ctx().res();
        call.ctx().status(head.getCode());
        // the answer is written here: nobody else is to add a body to it
        call.ctx().result("");
        to.setContentType(null);
        for (Header header : head.getHeaders()) {
            if (PASS.contains(header.getName().toLowerCase(Locale.ROOT))) {
                to.addHeader(header.getName(), header.getValue());
            }
        }
        // whatever a server sends, a browser that shows it must not run it in the broker's name
        to.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
        HttpEntity entity = head.getEntity();
        long length = entity == null ? -1 : entity.getContentLength();
        if (isStream(head)) {
            // our comments come into it, and proxies must hold nothing of it back
            if (!to.containsHeader("X-Accel-Buffering")) {
                to.setHeader("X-Accel-Buffering", "no");
            }
        } else if (lens instanceof Lens.Plain && length >= 0) {
            to.setContentLengthLong(length);
        }
        byte[] part = new byte[length >= 0 && length < PART ? (int) length + 1 : PART];
        InputStream body = ServerExchange.body(head);
        OutputStream out = to.getOutputStream();
        try {
            if (isStream(head)) {
                stream(new Flow(body, lens, out), part);
            } else {
                document(new Flow(body, lens, out), part);
            }
        } catch (IOException e) {
            if (exchange.ended() != ServerExchange.End.BROKER_STOPS) {
                throw e;
            }
        }
    }

    /// From the server, through the lens, to the client.
    private record Flow(InputStream from, Lens lens, OutputStream to) {
        /// False at the end.
        boolean some(byte[] part) throws IOException {
            int read = from.read(part);
            if (read > 0) {
                lens.take(part, read, to);
            }
            return read >= 0;
        }
    }

    private void document(Flow flow, byte[] part) throws IOException {
        exchange.patience(limits.answer());
        while (flow.some(part)) {
            // each part has its own time
        }
        finish(flow);
    }

    private void finish(Flow flow) throws IOException {
        exchange.complete();
        flow.lens().end(flow.to());
    }

    private void stream(Flow flow, byte[] part) throws IOException {
        exchange.patience(limits.heartbeat());
        flow.to().flush();
        do {
            try {
                if (!flow.some(part)) {
                    finish(flow);
                    return;
                }
            } catch (SocketTimeoutException e) {
                // proxies between us and the client close what is silent
                if (flow.lens().betweenEvents()) {
                    flow.to().write(COMMENT);
                }
            }
            flow.to().flush();
        } while (!token.over());
    }
}
