package dev.mcpoauth.http;

import dev.mcpoauth.oauth.AuthorizeResult.ChooseProvider;
import dev.mcpoauth.oauth.AuthorizeResult.RefuseLocally;
import dev.mcpoauth.oauth.ConsentView;
import dev.mcpoauth.oauth.DeadEnd;
import dev.mcpoauth.oauth.Refusal;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The pages that people see: plain HTML and CSS, no script, every foreign text escaped.
final class Pages {
    private static final String STYLE = resource("/pages/pages.css");

    /// What a page may load: its own style, known by its hash, and nothing else. CSP 3 6.1.15.
    static final String POLICY =
            "default-src 'none'; style-src 'sha256-"
                    + Base64.getEncoder().encodeToString(Secret.sha256(STYLE))
                    + "'; base-uri 'none'; frame-ancestors 'none'";

    private static String resource(String name) {
        try (InputStream in = Pages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }

    private final String issuerPath;

    /// Pages of a broker whose issuer has this path; empty where it has none.
    Pages(String issuerPath) {
        this.issuerPath = issuerPath;
    }

    String consent(ConsentView view) {
        String warning =
                view.loopback()
                        ? "<p class=\"warn\">The answer goes to a program on this computer."
                                + " Go on only if you just started that login yourself.</p>"
                        : "";
        String body =
                """
                <p>%s asks for access through your %s account.</p>
                <dl>
                <dt>What it may do</dt><dd>%s</dd>
                <dt>At which server</dt><dd>%s</dd>
                <dt>What %s will ask you for</dt><dd>%s</dd>
                <dt>Where the answer goes</dt><dd>%s</dd>
                </dl>
                %s
                %s
                %s
                <button name="decision" value="approve">Allow</button>
                <button name="decision" value="deny">Deny</button>
                </form>
                """
                        .formatted(
                                client(view.clientName(), view.verifiedHost()),
                                escape(view.provider()),
                                scopes(view.scopes()),
                                escape(view.resource()),
                                escape(view.provider()),
                                scopes(view.serviceScopes()),
                                escape(view.redirectHost()),
                                warning,
                                form(view.loginId(), view.csrf()),
                                accounts(view));
        return page("Allow access?", body);
    }

    private static String accounts(ConsentView view) {
        String next =
                "<p>Next: you log in at %s, then you come back here.</p>"
                        .formatted(escape(view.provider()));
        if (view.accounts().isEmpty()) {
            return next;
        }
        StringBuilder choices = new StringBuilder("<fieldset><legend>As whom?</legend>\n");
        String chosen = " checked";
        for (ConsentView.KnownAccount account : view.accounts()) {
            String before = account.allowedBefore() ? ", who allowed the same before" : "";
            String text = "Continue as " + account.label() + before;
            choices.append(choice(account.choice(), chosen, text));
            chosen = "";
        }
        choices.append(choice(ConsentView.OTHER_ACCOUNT, "", "Another account"));
        return choices + "</fieldset>" + next;
    }

    private static String choice(String value, String checked, String text) {
        return "<label><input type=\"radio\" name=\"account\" value=\"%s\"%s> %s</label><br>\n"
                .formatted(escape(value), checked, escape(text));
    }

    String chooser(ChooseProvider choose) {
        String buttons =
                choose.providers().stream()
                        .map(Pages::escape)
                        .map(name ->
                                "<button name=\"provider\" value=\"%s\">%s</button>"
                                        .formatted(name, name))
                        .collect(Collectors.joining("\n"));
        return page(
                "Where do you want to log in?",
                form(choose.loginId(), choose.csrf()) + buttons + "</form>");
    }

    String done(String provider, String label) {
        return page(
                "You are logged in",
                "<p>Logged in at %s as <strong>%s</strong>. You can close this page.</p>"
                        .formatted(escape(provider), escape(label)));
    }

    String deadEnd(RefuseLocally refused) {
        Refusal refusal = refused.refusal();
        return page(
                heading(refused.end()),
                """
                <p>%s</p>
                <p>%s</p>
                <p class="quiet">For who helps you: <code>%s</code>, %s.</p>
                """
                        .formatted(
                                happened(refused.end()),
                                next(refused.end()),
                                refusal.error().code(),
                                escape(refusal.description())));
    }

    private static String heading(DeadEnd end) {
        return switch (end) {
            case WRONG -> "This login cannot go on";
            case UNKNOWN -> "This login is not known";
            case EXPIRED -> "This login has expired";
            case USED -> "This step was done already";
            case OTHER_BROWSER -> "This login belongs to another browser";
            case DENIED -> "Access was not given";
            case SERVICE_FAILED -> "The service did not answer well";
        };
    }

    private static String happened(DeadEnd end) {
        return switch (end) {
            case WRONG -> "The request that brought you here is not right.";
            case UNKNOWN -> "It ended a while ago, or the address is not whole.";
            case EXPIRED -> "It waited for you longer than it may. Nothing was allowed.";
            case USED ->
                    "Each step of a login is good once: a reload, or the way back, does not repeat it.";
            case OTHER_BROWSER ->
                    "A login ends in the browser that began it: another browser, another profile or"
                            + " a private window has none of its cookies. Nothing was allowed.";
            case DENIED -> "You, or the service for you, said no. Nothing was stored.";
            case SERVICE_FAILED -> "That is no fault of yours. Nothing was stored.";
        };
    }

    private static String next(DeadEnd end) {
        return switch (end) {
            case WRONG ->
                    "The program that sent you is to blame, not you. Its developer sees the reason"
                            + " below.";
            case UNKNOWN, EXPIRED -> "Go back to your program and log in again.";
            case USED ->
                    "Look at your program: it may be logged in by now. If it is not, log in again"
                            + " from there.";
            case OTHER_BROWSER ->
                    "Go on in the browser where you began, or log in again from your program."
                            + " If you began no login, close this page.";
            case DENIED -> "You can close this page. To change your mind, log in again.";
            case SERVICE_FAILED -> "Wait a moment, then log in again from your program.";
        };
    }

    String failure(String sentence) {
        return page("That did not work", "<p>" + escape(sentence) + ".</p>");
    }

    /// Nothing that a client says of itself may look like the host that vouches for another.
    private static String client(String name, @Nullable String host) {
        String called = "<strong>" + escape(name) + "</strong>";
        return host == null
                ? "A program that calls itself " + called
                : called + " (of <strong>" + escape(host) + "</strong>)";
    }

    private String form(String loginId, String csrf) {
        return """
        <form method="post" action="%s/consent">
        <input type="hidden" name="login" value="%s">
        <input type="hidden" name="csrf" value="%s">
        """
                .formatted(escape(issuerPath), escape(loginId), escape(csrf));
    }

    private static String scopes(Scope scope) {
        return scope.isEmpty() ? "nothing special" : escape(String.join(", ", scope.names()));
    }

    private static String page(String title, String body) {
        return """
        <!doctype html><html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%1$s</title><style>%2$s</style></head>
        <body><main><h1>%1$s</h1>
        %3$s
        </main></body></html>
        """
                .formatted(title, STYLE, body);
    }

    private static final Map<Character, String> ESCAPES =
            Map.of('&', "&amp;", '<', "&lt;", '>', "&gt;", '"', "&quot;", '\'', "&#39;");

    static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.chars()
                .forEach(
                        c -> safe.append(ESCAPES.getOrDefault((char) c, String.valueOf((char) c))));
        return safe.toString();
    }
}
