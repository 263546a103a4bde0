package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.Parameters;

/// The service's answer as the browser brought it.
///
/// @param parameters `code`, `state`, maybe `iss`, or `error`
/// @param browser the value of our cookie in that browser
public record ExternalCallback(Parameters parameters, String browser) {
    /// Hides the cookie.
    @Override
    public String toString() {
        return "ExternalCallback[" + parameters + "]";
    }
}
