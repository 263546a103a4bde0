package dev.mcpoauth.gateway;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;

/// The body of a request on its way to the server: small ones at once, large ones as they come.
final class UpstreamBody {
    private static final int AT_ONCE = 64 * 1024;

    private UpstreamBody() {}

    /// Gives the request its body and the headers that frame it; true when all of it is here.
    static boolean set(Call call, ClassicHttpRequest request) throws IOException {
        return switch (call.body()) {
            case RpcBody.Read read -> whole(read.bytes(), request);
            case RpcBody.Unread() -> unread(call.ctx().req(), request);
            case RpcBody.None() -> true;
            case RpcBody.Unclear unclear -> throw new IOException(unclear.why());
        };
    }

    private static boolean whole(byte[] bytes, ClassicHttpRequest request) {
        request.setHeader("Content-Length", Integer.toString(bytes.length));
        request.setEntity(new ByteArrayEntity(bytes, null));
        return true;
    }

    private static boolean unread(HttpServletRequest from, ClassicHttpRequest request)
            throws IOException {
        InputStream in = from.getInputStream();
        long length = from.getContentLengthLong();
        int first = length < 0 ? AT_ONCE : (int) Math.min(length, AT_ONCE);
        byte[] begin = in.readNBytes(first);
        if (begin.length < AT_ONCE && in.read() < 0) {
            return whole(begin, request);
        }
        InputStream rest = new SequenceInputStream(new ByteArrayInputStream(begin), in);
        // RFC 9112 6.3: either a length or chunks, and never what the client said of both
        if (length >= 0) {
            request.setHeader("Content-Length", Long.toString(length));
        } else {
            request.setHeader("Transfer-Encoding", "chunked");
        }
        request.setEntity(new InputStreamEntity(rest, length, null));
        return false;
    }
}
