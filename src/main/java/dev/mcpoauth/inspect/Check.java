package dev.mcpoauth.inspect;

import java.util.Locale;
import java.util.regex.Pattern;

/// One rule and how a server keeps it.
///
/// @param group the part of the login that it is about; a stranger's issuer may stand in it
/// @param rule what should be
/// @param verdict whether it is
/// @param section where the rule is written
/// @param found what was seen; text of a stranger, made printable
public record Check(String group, String rule, Verdict verdict, String section, String found) {
    private static final int LONGEST = 300;
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029]");

    /// How a rule is kept.
    public enum Verdict {
        /// Kept.
        OK,
        /// Kept badly, or a recommendation that is not followed.
        WARN,
        /// Broken: clients will fail or users are in danger.
        FAIL,
        /// Not a rule: good to know.
        INFO;

        /// The name in JSON.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Cuts what strangers said and takes out what steers a terminal or turns its text.
    public Check {
        group = plain(group);
        found = plain(found);
    }

    private static String plain(String text) {
        String plain = UNSEEN.matcher(text).replaceAll("?");
        return plain.length() > LONGEST ? plain.substring(0, LONGEST) + "…" : plain;
    }
}
