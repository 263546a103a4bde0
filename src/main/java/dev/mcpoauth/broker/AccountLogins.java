package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.*;

/// Logins of the command line.
public final class AccountLogins {
    AccountLogins() {}

    /// A login that waits for a browser.
    ///
    /// @param loginId its handle
    /// @param ticket the secret part of the link
    public record Started(String loginId, Secret ticket) {}

    /// Starts.
    public Started start(String provider) {
        throw new UnsupportedOperationException();
    }

    /// Opens.
    public AuthorizeResult open(String ticket, String browser) {
        throw new UnsupportedOperationException();
    }
}
