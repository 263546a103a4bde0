package dev.mcpoauth.config;

import dev.mcpoauth.oauth.Scope;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the broker stands in front of one MCP server.
///
/// @param require scopes that every request needs
/// @param rules what single tools, resources and prompts need
/// @param stdio the program that is the server; null when it is reached over HTTP
/// @param serviceToken how the server gets the user's token of the service
/// @param tokenClient the one client that may ask for service tokens of this resource; null for
///   none
/// @param assertion the signed statement about the caller
/// @param forward names of further client headers that the server gets, in lower case
/// @param limits times and sizes
public record Protection(
        Scope require,
        AccessRules rules,
        @Nullable StdioSettings stdio,
        TokenStyle serviceToken,
        @Nullable String tokenClient,
        Assertion assertion,
        Set<String> forward,
        Limits limits) {
    /// Nothing but a token for the resource is needed.
    public static final Protection NONE =
            new Protection(
                    Scope.NONE,
                    AccessRules.NONE,
                    null,
                    TokenStyle.HEADER,
                    null,
                    Assertion.NONE,
                    Set.of(),
                    Limits.DEFAULT);

    /// Copies the names.
    public Protection {
        forward = Set.copyOf(forward);
    }

    /// Where the service's token is put in a request to the server.
    public enum TokenStyle {
        /// In a header of its own.
        HEADER,
        /// As the `Authorization` header.
        BEARER,
        /// Nowhere.
        OFF
    }

    /// A signed statement about the caller, so that the server can tell who set the headers.
    ///
    /// @param algorithm `ES256`, `HS256`, or empty for none
    /// @param secretFile the file with the shared secret of HS256
    public record Assertion(String algorithm, @Nullable String secretFile) {
        /// No statement.
        public static final Assertion NONE = new Assertion("", null);
    }

    /// Times and sizes.
    ///
    /// @param answer how long the server may take until its answer begins, and between two parts of
    ///   an answer that is no event stream
    /// @param heartbeat how long an event stream may be silent before a comment is sent into it
    /// @param body the most bytes of a request body that must be read before it is passed on
    public record Limits(Duration answer, Duration heartbeat, int body) {
        /// Five minutes, fifteen seconds, four MiB.
        public static final Limits DEFAULT =
                new Limits(Duration.ofMinutes(5), Duration.ofSeconds(15), 4 << 20);
    }
}
