package dev.mcpoauth.http;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The bytes of requests and answers, kept for whoever watches the exchange.
///
/// Javalin copies each of them through a buffer of 8 KiB, which was half of all that a request for
/// a token allocated.
final class Bodies {
    private static final String ASKED = "body.asked";
    private static final String ANSWERED = "body.answered";

    private Bodies() {}

    /// The body of the request; throws [ContentTooLargeResponse], or [BadRequestResponse] where it
    /// is cut off or malformed.
    static byte[] asked(Context ctx) {
        byte[] known = ctx.attribute(ASKED);
        if (known == null) {
            // one that cannot be read is tried once: whoever watches would fail again
            ctx.attribute(ASKED, new byte[0]);
            known = read(ctx);
            ctx.attribute(ASKED, known);
        }
        return known;
    }

    /// The same as text.
    static String text(Context ctx) {
        return new String(asked(ctx), StandardCharsets.UTF_8);
    }

    private static byte[] read(Context ctx) {
        long length = ctx.req().getContentLengthLong();
        // RFC 9112 6.3: without a length the body is chunked, and only its end tells how long it is
        int most = (int) (length < 0 ? Site.MOST_BYTES + 1 : Math.min(length, Site.MOST_BYTES + 1));
        try (InputStream in = ctx.req().getInputStream()) {
            byte[] bytes = in.readNBytes(most);
            if (bytes.length > Site.MOST_BYTES) {
                throw new ContentTooLargeResponse();
            }
            return bytes;
        } catch (IOException e) {
            // RFC 9112 7.1: where such a body ends, nobody knows
            ctx.header("Connection", "close");
            throw new BadRequestResponse("the body is not framed as HTTP has it");
        }
    }

    /// Answers with these bytes; status and headers are set before.
    static void answer(Context ctx, byte[] bytes) {
        ctx.attribute(ANSWERED, bytes);
        try {
            ctx.res().getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("the client is gone", e);
        }
    }

    /// What was answered, as text.
    static String answered(Context ctx) {
        byte[] bytes = ctx.attribute(ANSWERED);
        return bytes == null
                ? Objects.requireNonNullElse(ctx.result(), "")
                : new String(bytes, StandardCharsets.UTF_8);
    }
}
