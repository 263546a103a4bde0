package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Parameters;
import dev.mcpoauth.oauth.Refusal;
import java.util.Set;

/// The service said no for good: trying the same again is useless, the user must log in.
public final class ServiceRefused extends ServiceException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 200;

    /// RFC 6749 5.2: only invalid_grant is about the user's login; these are about the broker's
    /// credentials or its request. The second half is what GitHub and Slack call them.
    private static final Set<String> OURS =
            Set.of(
                    "invalid_client",
                    "unauthorized_client",
                    "invalid_request",
                    "invalid_scope",
                    "unsupported_grant_type",
                    "incorrect_client_credentials",
                    "redirect_uri_mismatch",
                    "invalid_client_id",
                    "bad_client_secret",
                    "bad_redirect_uri",
                    "invalid_arguments",
                    "unknown_method");

    private final String error;
    private final int status;

    /// A refusal with the service's own error code, such as `invalid_grant`, and HTTP status.
    public ServiceRefused(String error, int status) {
        super("the service refused: " + error + " (HTTP " + status + ")");
        this.error = error;
        this.status = status;
    }

    /// What the client is told of an authorization answer that has an error. RFC 6749 4.1.2.1.
    static Refusal login(Parameters answer) {
        String said = plain(answer.one("error").orElse("more than one error"));
        OAuthError error =
                switch (said) {
                    case "temporarily_unavailable" -> OAuthError.TEMPORARILY_UNAVAILABLE;
                    // these are about the broker's registration and settings, not about the user
                    case "invalid_request",
                            "unauthorized_client",
                            "unsupported_response_type",
                            "invalid_scope",
                            "server_error" ->
                            OAuthError.SERVER_ERROR;
                    default -> OAuthError.ACCESS_DENIED;
                };
        String more = answer.one("error_description").map(text -> ", " + plain(text)).orElse("");
        Refusal refusal = error.because("the service did not log the user in");
        return said.equals("access_denied") ? refusal : refusal.logged("it said " + said + more);
    }

    /// A browser brings it: nothing in it may move a terminal or begin a line of the log.
    private static String plain(String text) {
        String visible = text.replaceAll("[^ -~]", "?");
        return visible.length() > LONGEST ? visible.substring(0, LONGEST) : visible;
    }

    /// The service's error code.
    public String error() {
        return error;
    }

    /// True when the service refused the broker, not the user: its client credentials or settings
    /// are wrong, and no login mends that.
    public boolean isOurFault() {
        return OURS.contains(error);
    }

    /// The HTTP status of its answer.
    public int status() {
        return status;
    }
}
