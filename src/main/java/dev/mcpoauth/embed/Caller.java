package dev.mcpoauth.embed;

import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.Scope;
import java.util.function.Function;

/// Who calls a protected endpoint, after the guard has checked the token.
public final class Caller {
    private final AccessTokenInfo token;
    private final Function<AccessTokenInfo, ServiceCredentials> credentials;

    Caller(AccessTokenInfo token, Function<AccessTokenInfo, ServiceCredentials> credentials) {
        this.token = token;
        this.credentials = credentials;
    }

    /// The user, `provider:subject`: stable, the right key for what belongs to a user.
    public String userId() {
        return token.userId();
    }

    /// The account's name for people.
    public String account() {
        return token.user();
    }

    /// The provider that the user logged in at.
    public String provider() {
        return token.provider();
    }

    /// The MCP client that calls.
    public String clientId() {
        return token.clientId();
    }

    /// What the MCP token allows.
    public Scope scope() {
        return token.scope();
    }

    /// True when the MCP token allows all of this.
    public boolean may(String... scopes) {
        return token.scope().covers(Scope.of(scopes));
    }

    /// The user's credentials at the service, refreshed when they would end within a minute. Throws
    /// [dev.mcpoauth.provider.ServiceRefused] when the user must log in again, and
    /// [dev.mcpoauth.provider.ServiceUnavailable] when trying later may help.
    public ServiceCredentials serviceCredentials() {
        return credentials.apply(token);
    }

    /// Names the user, no token.
    @Override
    public String toString() {
        return "Caller[" + userId() + ", " + scope() + "]";
    }
}
