package dev.mcpoauth.testkit;

import java.util.Map;

/// The pretend service's login page and metadata.
final class FakePages {
    private FakePages() {}

    static String login(Map<String, String> query) {
        StringBuilder hidden = new StringBuilder();
        query.forEach((name, value) ->
                hidden.append("<input type=\"hidden\" name=\"")
                        .append(escape(name))
                        .append("\" value=\"")
                        .append(escape(value))
                        .append("\">\n"));
        return page(
                "A pretend login. Nobody checks a password here. Who are you?", "/login", hidden);
    }

    /// Asks for the code where the address did not bring it.
    static String device(String userCode) {
        String kind = userCode.isEmpty() ? "text" : "hidden";
        return page(
                "A program wants to log in by the code " + escape(userCode) + ". Who are you?",
                "/device",
                "<input type=\"%s\" name=\"user_code\" value=\"%s\">\n"
                        .formatted(kind, escape(userCode)));
    }

    private static String page(String question, String action, CharSequence fields) {
        return """
        <!doctype html><html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width"><title>Demo service</title>
        <style>
        :root{color-scheme:light dark}
        body{font:1.05rem/1.5 system-ui,sans-serif;max-width:26rem;margin:12vh auto;padding:0 1rem}
        button{font:inherit;display:block;width:100%%;margin:.5rem 0;padding:.7rem;
        border-radius:.5rem;border:1px solid;cursor:pointer}
        </style></head><body><main>
        <h1>Demo service</h1>
        <p>%s</p>
        <form method="post" action="%s">
        %s<button name="user" value="alice">Log in as alice</button>
        <button name="user" value="bob">Log in as bob</button>
        <button name="user" value="">Cancel</button>
        </form></main></body></html>
        """
                .formatted(question, action, fields);
    }

    static String metadata(String issuer) {
        return """
        {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize",\
        "token_endpoint":"%1$s/token","userinfo_endpoint":"%1$s/userinfo",\
        "revocation_endpoint":"%1$s/revoke",\
        "device_authorization_endpoint":"%1$s/device_authorization","response_types_supported":["code"],\
        "code_challenge_methods_supported":["S256"],\
        "token_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post"],\
        "authorization_response_iss_parameter_supported":true}\
        """
                .formatted(issuer);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
