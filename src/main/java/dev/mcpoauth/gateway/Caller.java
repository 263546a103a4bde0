package dev.mcpoauth.gateway;

import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import org.jspecify.annotations.Nullable;

/// Who is calling, after the token was checked.
///
/// @param token what the MCP token stands for; null for a caller without one
/// @param service the user's token of the service; null where the server gets none
record Caller(@Nullable AccessTokenInfo token, @Nullable ServiceToken service) {
    static final Caller ANONYMOUS = new Caller(null, null);

    /// What a session belongs to: the user with this client, and nobody for callers without a
    /// token.
    String owner() {
        // a control character is in neither of them
        return token == null ? "" : token.userId() + "\n" + token.clientId();
    }

    /// The user; empty for callers without a token.
    String user() {
        return token == null ? "" : token.userId();
    }

    Scope scope() {
        return token == null ? Scope.NONE : token.scope();
    }

    boolean known() {
        return token != null;
    }
}
