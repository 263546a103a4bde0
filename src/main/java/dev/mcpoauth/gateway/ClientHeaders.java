package dev.mcpoauth.gateway;

import io.javalin.http.Context;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The headers of a client that the server may see: a list of what passes, not of what does not.
///
/// A header that says who somebody is can be spelt in more ways than a list can hold
/// (`X_Forwarded_User`, `X-MCP-User` twice, one named by `Connection`); here it is simply not on
/// the list. `Authorization` and `Cookie` are not either: they are the broker's.
final class ClientHeaders {
    static final String SESSION = "mcp-session-id";

    private static final Set<String> PASS =
            Set.of(
                    "accept",
                    "accept-language",
                    "content-type",
                    "last-event-id",
                    "mcp-method",
                    "mcp-name",
                    "mcp-protocol-version",
                    SESSION,
                    "traceparent",
                    "tracestate",
                    "user-agent");

    /// MCP 2026-07-28: arguments of a tool that it wants in headers.
    private static final Pattern PARAMETER = Pattern.compile("mcp-param-[a-z0-9-]+");

    private final Set<String> more;

    /// The usual ones, and these in lower case.
    ClientHeaders(Set<String> more) {
        this.more = more;
    }

    /// The headers that pass; empty when one of them is there twice.
    Map<String, String> of(Context ctx) throws Repeated {
        Map<String, String> passing = new LinkedHashMap<>();
        for (String name : Collections.list(ctx.req().getHeaderNames())) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (passes(lower)) {
                List<String> values = Collections.list(ctx.req().getHeaders(name));
                // RFC 9110 5.3: only list headers may come in several lines
                if (values.size() > 1 && !lower.equals("accept")) {
                    throw new Repeated(lower);
                }
                passing.put(lower, String.join(", ", values));
            }
        }
        // RFC 9110 7.6.1: what Connection names is for this hop only
        for (String line : Collections.list(ctx.req().getHeaders("Connection"))) {
            for (String named : line.split(",", -1)) {
                passing.remove(named.strip().toLowerCase(Locale.ROOT));
            }
        }
        return passing;
    }

    private boolean passes(String lower) {
        return PASS.contains(lower) || more.contains(lower) || PARAMETER.matcher(lower).matches();
    }

    /// A header that must come once came twice.
    static final class Repeated extends Exception {
        private static final long serialVersionUID = 1L;

        Repeated(String name) {
            super("the header " + name + " is repeated");
        }
    }
}
