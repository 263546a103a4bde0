package dev.mcpoauth.oauth;

import java.net.URI;
import java.util.List;

/// What a browser is shown or sent to next, at every step of a login.
public sealed interface AuthorizeResult {
    /// An error page: there is no address that may be told. RFC 6749 4.1.2.1.
    ///
    /// @param refusal the code and the sentence of the page
    /// @param end what happened, for the page's heading and its advice
    record RefuseLocally(Refusal refusal, DeadEnd end) implements AuthorizeResult {
        /// A page for what was refused elsewhere.
        public static RefuseLocally page(Refusal refusal) {
            return new RefuseLocally(refusal, DeadEnd.of(refusal));
        }

        /// A page that says why the request cannot be answered.
        public static RefuseLocally because(String description) {
            return DeadEnd.WRONG.because(description);
        }
    }

    /// A redirect to the MCP client, with a code or an error, `state` and `iss`.
    record RedirectBack(URI location) implements AuthorizeResult {
        /// Hides the query: it may hold a code.
        @Override
        public String toString() {
            return "RedirectBack[" + location.getScheme() + "]";
        }
    }

    /// The consent page.
    record AskConsent(ConsentView view) implements AuthorizeResult {}

    /// A page that asks which service to log in at.
    ///
    /// @param loginId the hidden value `login`
    /// @param csrf the hidden value `csrf`
    /// @param providers the choices
    record ChooseProvider(String loginId, String csrf, List<String> providers)
            implements AuthorizeResult {
        /// Hides the form's secret.
        @Override
        public String toString() {
            return "ChooseProvider" + providers;
        }
    }

    /// A redirect to the service.
    record SendToLogin(URI location) implements AuthorizeResult {
        /// Hides the query: it holds the state.
        @Override
        public String toString() {
            return "SendToLogin[" + location.getHost() + "]";
        }
    }

    /// A page that says that the account is linked; there is no client to go back to.
    record ShowDone(String provider, String label) implements AuthorizeResult {}
}
