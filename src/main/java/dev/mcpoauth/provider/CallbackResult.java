package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.AuthorizationParams;

/// How a login at the service ended well.
public sealed interface CallbackResult {
    /// An MCP client waits for this code.
    ///
    /// @param params what the client asked for
    /// @param code our authorization code
    record ReturnToClient(AuthorizationParams params, String code) implements CallbackResult {
        /// Hides the code.
        @Override
        public String toString() {
            return "ReturnToClient[" + params.clientId() + "]";
        }
    }

    /// Another account logged in than the one that allowed it: it must be asked before there is a
    /// code.
    ///
    /// @param params what the client asked for
    record AskAgain(AuthorizationParams params) implements CallbackResult {}

    /// The command line asked for the login; no MCP client is behind it.
    ///
    /// @param accountId the account
    /// @param label its name for people
    record AccountLinked(long accountId, String label) implements CallbackResult {}
}
