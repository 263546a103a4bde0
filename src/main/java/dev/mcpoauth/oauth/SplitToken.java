package dev.mcpoauth.oauth;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final Pattern REST = Pattern.compile("([0-9a-z]{1,12})_([A-Za-z0-9_-]{43})");
    private static final int BASE = 36;

    /// Reads a token of this kind; empty when the text cannot be one.
    public static Optional<SplitToken> parse(Kind kind, String text) {
        if (!text.startsWith(kind.prefix)) {
            return Optional.empty();
        }
        Matcher rest = REST.matcher(text.substring(kind.prefix.length()));
        return rest.matches()
                ? Optional.of(
                        new SplitToken(
                                kind,
                                Long.parseLong(rest.group(1), BASE),
                                new Secret(rest.group(2))))
                : Optional.empty();
    }

    /// The text that the client holds.
    public String text() {
        return kind.prefix + Long.toString(id, BASE) + "_" + secret.value();
    }
}
