package dev.mcpoauth.http;

import dev.mcpoauth.broker.Browser;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.oauth.Secret;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Knows a browser again: between consent and callback by its marks, later by its account cookie.
///
/// Two pages that open at once in a new browser get marks of different names, so that none takes
/// the other's away.
final class BrowserCookie {
    private static final Duration ONE_HOUR = Duration.ofHours(1);
    private static final Duration MONTH = Duration.ofDays(30);
    private static final int NAME_LENGTH = 8;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{" + NAME_LENGTH + "}");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_-]{43}");
    // Fetch Metadata 2.4: "none" is an address that was typed or that a program opened
    private static final Set<String> BY_ITS_USER = Set.of("none", "same-origin");

    private final SecureRandom random = new SecureRandom();
    private final boolean secure;
    private final String mark;
    private final String session;

    BrowserCookie(Settings settings) {
        this.secure = settings.issuer().startsWith("https:");
        // the __Host- prefix needs https; over loopback http the plain name must do
        this.mark = secure ? "__Host-mcpo-browser-" : "mcpo_browser_";
        this.session = secure ? "__Host-mcpo-accounts" : "mcpo_accounts";
    }

    /// The browser of a login that begins: it has a mark afterwards.
    Browser begin(Context ctx) {
        Browser known = of(ctx);
        if (known.marks().isEmpty()) {
            String name = mark + Secret.random(random).value().substring(0, NAME_LENGTH);
            String value = Secret.random(random).value();
            set(ctx, name, value, ONE_HOUR);
            return new Browser(List.of(value), known.session(), known.byItsUser());
        }
        ctx.cookieMap().entrySet().stream()
                .filter(this::isMark)
                .findFirst()
                .ifPresent(each -> set(ctx, each.getKey(), each.getValue(), ONE_HOUR));
        return known;
    }

    /// The browser of any other request.
    Browser of(Context ctx) {
        List<String> marks = new ArrayList<>();
        ctx.cookieMap().entrySet().stream()
                .filter(this::isMark)
                .forEach(each -> marks.add(each.getValue()));
        String site = ctx.header("Sec-Fetch-Site");
        return new Browser(marks, ctx.cookie(session), site != null && BY_ITS_USER.contains(site));
    }

    /// Sets the account cookie.
    void remember(Context ctx, Secret value) {
        set(ctx, session, value.value(), MONTH);
    }

    /// Whether it is one that we made: another may not even be fit to be sent back.
    private boolean isMark(Map.Entry<String, String> cookie) {
        String name = cookie.getKey();
        return name.startsWith(mark)
                && NAME.matcher(name.substring(mark.length())).matches()
                && VALUE.matcher(cookie.getValue()).matches();
    }

    private void set(Context ctx, String name, String value, Duration life) {
        Cookie cookie = new Cookie(name, value);
        cookie.setPath("/");
        cookie.setHttpOnly(true);
        cookie.setSecure(secure);
        cookie.setSameSite(SameSite.LAX);
        cookie.setMaxAge((int) life.toSeconds());
        ctx.cookie(cookie);
    }
}
