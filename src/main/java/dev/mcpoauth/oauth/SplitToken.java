package dev.mcpoauth.oauth;

import java.util.Optional;
import java.util.function.IntPredicate;

/// A token in two parts: the number of its row and a 256-bit secret of which the store has a hash.
///
/// @param kind what it is
/// @param id the number of its row
/// @param secret the secret part
public record SplitToken(Kind kind, long id, Secret secret) {
    /// What a token is for; the prefix lets secret scanners find leaked ones.
    public enum Kind {
        /// An access token.
        ACCESS("mcpo_at_"),
        /// A refresh token.
        REFRESH("mcpo_rt_"),
        /// An authorization code.
        CODE("mcpo_ac_"),
        /// A registration access token (RFC 7592).
        REGISTRATION("mcpo_reg_");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    private static final int BASE = 36;
    private static final int LONGEST_ID = 12;
    private static final int SECRET = 43;

    /// Reads a token of this kind; empty when the text cannot be one.
    public static Optional<SplitToken> parse(Kind kind, String text) {
        int start = kind.prefix.length();
        int middle = text.length() - SECRET - 1;
        if (!text.startsWith(kind.prefix)
                || middle <= start
                || middle > start + LONGEST_ID
                || text.charAt(middle) != '_') {
            return Optional.empty();
        }
        String id = text.substring(start, middle);
        String secret = text.substring(middle + 1);
        return all(id, SplitToken::isDigit) && all(secret, SplitToken::isBase64)
                ? Optional.of(new SplitToken(kind, Long.parseLong(id, BASE), new Secret(secret)))
                : Optional.empty();
    }

    /// Without a stream: every request with a token comes through here.
    private static boolean all(String text, IntPredicate allowed) {
        for (int i = 0; i < text.length(); i++) {
            if (!allowed.test(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
    }

    // RFC 4648 5: the alphabet that is safe in URLs
    private static boolean isBase64(int c) {
        return isDigit(c) || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    }

    /// The text that the client holds.
    public String text() {
        return kind.prefix + Long.toString(id, BASE) + "_" + secret.value();
    }
}
