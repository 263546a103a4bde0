package dev.mcpoauth.http;

import dev.mcpoauth.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// The answer to what is not a request: too long, malformed, or not HTTP. JSON, without details.
final class ParserErrors extends ErrorHandler {
    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        Map<String, String> body = new LinkedHashMap<>();
        body.put("error", status >= 500 ? "server_error" : "invalid_request");
        body.put("error_description", sentence(status));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.write(true, bytes(body), callback);
        return true;
    }

    private static String sentence(int status) {
        return switch (status) {
            case 414 -> "the address is too long";
            case 431 -> "the headers are too long or too many";
            default -> "this is not a request that can be answered";
        };
    }

    private static ByteBuffer bytes(Map<String, String> body) {
        return ByteBuffer.wrap(Json.write(body).getBytes(StandardCharsets.UTF_8));
    }
}
