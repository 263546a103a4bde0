package dev.mcpoauth.http;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.oauth.Secret;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.security.SecureRandom;

/// Knows a browser again between consent and callback.
final class BrowserCookie {
    private static final int ONE_HOUR = 3600;

    private final SecureRandom random = new SecureRandom();
    private final boolean secure;
    private final String name;

    BrowserCookie(Settings settings) {
        this.secure = settings.issuer().startsWith("https:");
        // the __Host- prefix needs https; over loopback http the plain name must do
        this.name = secure ? "__Host-mcpo" : "mcpo_browser";
    }

    /// The browser's value; a new one is set where there is none.
    String of(Context ctx) {
        String known = ctx.cookie(name);
        if (known != null && !known.isEmpty()) {
            return known;
        }
        String value = Secret.random(random).value();
        Cookie cookie = new Cookie(name, value);
        cookie.setPath("/");
        cookie.setHttpOnly(true);
        cookie.setSecure(secure);
        cookie.setSameSite(SameSite.LAX);
        cookie.setMaxAge(ONE_HOUR);
        ctx.cookie(cookie);
        return value;
    }
}
