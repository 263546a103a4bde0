package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.Loopback;
import dev.mcpoauth.oauth.OAuthToken;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What must be true of everything that comes from a service, whoever read it.
final class Checks {
    private static final int LONGEST_TOKEN = 16 * 1024;
    private static final int LONGEST_NAME = 255;
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029]");

    private Checks() {}

    static ServiceToken token(ServiceToken token) {
        // RFC 6749 7.1: a token of a type that we do not understand must not be used
        if (!token.tokenType().equalsIgnoreCase(OAuthToken.BEARER)) {
            throw new ServiceUnavailable(
                    "the service's token is of type "
                            + token.tokenType().replaceAll("[^A-Za-z0-9_.-]", "?")
                            + ", only Bearer can be used",
                    null);
        }
        characters(token.accessToken());
        String refreshToken = token.refreshToken();
        if (refreshToken != null) {
            characters(refreshToken);
        }
        return token;
    }

    // RFC 6749 A.12: access-token = 1*VSCHAR; anything else could break out of a header
    private static void characters(String token) {
        boolean good = token.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
        if (!good || token.isBlank() || token.length() > LONGEST_TOKEN) {
            throw new ServiceUnavailable("the service's token has forbidden characters", null);
        }
    }

    static UserInfo user(UserInfo user) {
        String subject = user.subject();
        if (subject.isBlank() || !clean(subject).equals(subject)) {
            throw new ServiceUnavailable("the service did not say who the user is", null);
        }
        return new UserInfo(
                subject,
                plain(user.login()),
                plain(user.name()),
                plain(user.email()),
                user.emailVerified(),
                plain(user.tenant()));
    }

    private static @Nullable String plain(@Nullable String text) {
        return text == null ? null : clean(text);
    }

    /// A name without control characters, at most 255 long: it goes into terminals and headers.
    private static String clean(String text) {
        String clean = UNSEEN.matcher(text).replaceAll(" ").strip();
        if (clean.length() <= LONGEST_NAME) {
            return clean;
        }
        // half of a character is none: it would be a question mark in every file
        boolean halved = Character.isHighSurrogate(clean.charAt(LONGEST_NAME - 1));
        return clean.substring(0, halved ? LONGEST_NAME - 1 : LONGEST_NAME);
    }

    static URI authorizationUrl(URI url, String state) {
        String query = url.getRawQuery() == null ? "" : url.getRawQuery();
        boolean web =
                "https".equals(url.getScheme())
                        || ("http".equals(url.getScheme())
                                && Loopback.HOSTS.contains(url.getHost()));
        // RFC 9700 4.7: without our state in it, anybody could answer this request
        if (!web || !("&" + query + "&").contains("&state=" + state + "&")) {
            throw new ServiceUnavailable("the provider's authorization URL is not safe", null);
        }
        return url;
    }
}
