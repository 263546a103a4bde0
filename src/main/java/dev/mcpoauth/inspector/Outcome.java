package dev.mcpoauth.inspector;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What came of a message.
///
/// @param verdict `good`, `bad`, or `usual` for steps that prove nothing
/// @param words the same in words
record Outcome(String verdict, String words) {
    private static final int UNAUTHORIZED = 401;

    /// Steps that went well, in words.
    private static final Map<String, String> WELL =
            Map.of(
                    "/register", "the client is registered",
                    "/authorize", "the broker asks the user",
                    "/consent", "the user answered; on to the service",
                    "/login", "on to the service",
                    "/callback", "the service sent the user back",
                    "/token", "tokens were issued",
                    "/revoke", "the token is dead",
                    "/introspect", "the token was looked up",
                    "/service-token", "the service's token was lent to its MCP server",
                    "/.well-known", "metadata");

    /// The endpoint that a path belongs to.
    static String endpoint(String path) {
        for (String endpoint : new String[] {"/callback", "/login", "/.well-known", "/register"}) {
            if (path.startsWith(endpoint + "/")) {
                return endpoint;
            }
        }
        return WELL.containsKey(path) ? path : "/mcp";
    }

    static Outcome of(Heard heard, boolean toBroker) {
        String error = heard.answered().getOrDefault("error", "");
        String refusal = heard.refusal();
        if (toBroker && usualStart(heard)) {
            return new Outcome("usual", "no token yet: the answer says where to get one");
        }
        if (heard.status() == 0) {
            return new Outcome("bad", "no answer came");
        }
        if (!error.isEmpty() || refusal != null || heard.status() >= 400) {
            return new Outcome("bad", said(heard, error, refusal));
        }
        String endpoint = endpoint(heard.path());
        if (!toBroker) {
            return new Outcome("good", "the service answered");
        }
        return new Outcome(
                endpoint.equals("/.well-known") ? "usual" : "good",
                WELL.getOrDefault(endpoint, "the MCP server was called with a good token"));
    }

    /// RFC 9728 5.1: every MCP client begins with a request that is refused.
    private static boolean usualStart(Heard heard) {
        return heard.status() == UNAUTHORIZED
                && endpoint(heard.path()).equals("/mcp")
                && !heard.asked().containsKey("bearer");
    }

    private static String said(Heard heard, String error, @Nullable String refusal) {
        String sentence =
                refusal == null ? heard.answered().getOrDefault("error_description", "") : refusal;
        if (error.isEmpty() && sentence.isEmpty()) {
            return "HTTP " + heard.status();
        }
        return error.isEmpty() || sentence.isEmpty() ? error + sentence : error + ": " + sentence;
    }
}
