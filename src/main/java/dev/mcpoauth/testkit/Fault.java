package dev.mcpoauth.testkit;

import java.util.Map;

/// One wrong answer that a [FakeService] gives instead of the right one.
///
/// @param status the HTTP status; 0 drops the connection without an answer
/// @param headers headers of the answer
/// @param body the body
public record Fault(int status, Map<String, String> headers, String body) {
    /// Copies the headers.
    public Fault {
        headers = Map.copyOf(headers);
    }

    /// An OAuth error answer. RFC 6749 5.2.
    public static Fault oauth(int status, String error) {
        return json(status, "{\"error\":\"" + error + "\"}");
    }

    /// A JSON answer with this status and body.
    public static Fault json(int status, String body) {
        return new Fault(status, Map.of("Content-Type", "application/json"), body);
    }

    /// A status with an HTML body, as a failing proxy gives.
    public static Fault status(int status) {
        return html(status, "<h1>" + status + "</h1>");
    }

    /// A web page where JSON is expected.
    public static Fault html(int status, String page) {
        return new Fault(status, Map.of("Content-Type", "text/html"), page);
    }

    /// The connection is dropped.
    public static Fault drop() {
        return new Fault(0, Map.of(), "");
    }
}
