package dev.mcpoauth.oauth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the consent page shows; every text comes from others and is to be escaped.
///
/// @param loginId the hidden value `login`
/// @param csrf the hidden value `csrf`
/// @param clientName the name that the client gave itself
/// @param clientId the client's identifier
/// @param verifiedHost the host that vouches for the client's name; null when nobody does
/// @param redirectHost where the answer goes: host and port, or the scheme of an app
/// @param loopback whether any program on this computer could receive the answer
/// @param scopes the MCP scopes that are asked for
/// @param provider the service to log in at
/// @param serviceScopes what the broker asks the service for
/// @param resource the MCP server
/// @param accounts accounts at the service that logged in with this browser before
public record ConsentView(
        String loginId,
        String csrf,
        String clientName,
        String clientId,
        @Nullable String verifiedHost,
        String redirectHost,
        boolean loopback,
        Scope scopes,
        String provider,
        Scope serviceScopes,
        String resource,
        List<KnownAccount> accounts) {
    /// The choice `account` that leaves it to the service which account it is.
    public static final String OTHER_ACCOUNT = "other";

    /// Copies the list.
    public ConsentView {
        accounts = List.copyOf(accounts);
    }

    /// An account to go on with.
    ///
    /// @param choice the value of `account` that chooses it
    /// @param label its name for people
    /// @param allowedBefore whether it allowed the same before
    public record KnownAccount(String choice, String label, boolean allowedBefore) {}

    /// Hides the form's secret.
    @Override
    public String toString() {
        return "ConsentView[" + clientId + ", " + provider + "]";
    }
}
