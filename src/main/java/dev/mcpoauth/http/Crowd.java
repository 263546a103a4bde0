package dev.mcpoauth.http;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;

/// How many connections may be open at once: as many as files and memory allow. The others wait in
/// the queue of the port.
final class Crowd {
    /// What one may hold while its request comes: a body of 64 KB as it is read, 45 KB of thread
    /// and buffers (measured), and its head.
    private static final int BYTES = 128 * 1024;

    private static final int FEWEST = 8;

    /// More than browsers, proxies and MCP clients send together. Each takes a hundred bytes,
    /// however short it is.
    private static final int MOST_HEADERS = 200;

    private Crowd() {}

    /// Of this process. Half of its memory is for connections, as large bodies have a quarter.
    static int most() {
        int bySize = bySize(Runtime.getRuntime().maxMemory() / 2);
        return Math.min(bySize, OpenFiles.connections().orElse(bySize));
    }

    /// RFC 6585 5: refuses more headers than anybody needs, before their request takes a body too.
    static Request fewHeaders(Request request, HttpFields.Mutable answer) {
        if (request.getHeaders().size() > MOST_HEADERS) {
            throw new HttpException.RuntimeException(
                    HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431);
        }
        return request;
    }

    /// How many fit into this many bytes.
    static int bySize(long bytes) {
        return Math.clamp(bytes / BYTES, FEWEST, Integer.MAX_VALUE);
    }
}
