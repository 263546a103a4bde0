package dev.mcpoauth.http;

import dev.mcpoauth.oauth.AuthorizeResult.ChooseProvider;
import dev.mcpoauth.oauth.ConsentView;
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

    String consent(ConsentView view) {
        String warning =
                view.loopback()
                        ? "<p class=\"warn\">The answer goes to a program on this computer."
                                + " Go on only if you just started that login yourself.</p>"
                        : "";
        String body =
                """
                <p><strong>%s</strong>%s asks for access through your %s account.</p>
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
                                escape(view.clientName()),
                                vouched(view.verifiedHost()),
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

    String refusal(Refusal refusal) {
        return page(
                "This login cannot go on",
                "<p>%s</p><p>Code: <code>%s</code>. Start again from your MCP client.</p>"
                        .formatted(escape(refusal.description()), refusal.error().code()));
    }

    String failure(String sentence) {
        return page("That did not work", "<p>" + escape(sentence) + ".</p>");
    }

    private static String vouched(@Nullable String host) {
        return host == null ? "" : " (of <strong>" + escape(host) + "</strong>)";
    }

    private static String form(String loginId, String csrf) {
        return """
        <form method="post" action="/consent">
        <input type="hidden" name="login" value="%s">
        <input type="hidden" name="csrf" value="%s">
        """
                .formatted(escape(loginId), escape(csrf));
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
