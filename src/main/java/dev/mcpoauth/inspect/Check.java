package dev.mcpoauth.inspect;

import java.util.Locale;

/// One rule and how a server keeps it.
///
/// @param group the part of the login that it is about
/// @param rule what should be
/// @param verdict whether it is
/// @param section where the rule is written
/// @param found what was seen; text of a stranger, made printable
public record Check(String group, String rule, Verdict verdict, String section, String found) {
    private static final int LONGEST = 300;

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

    /// Cuts what was seen and takes control characters out: it goes to a terminal.
    public Check {
        String plain = found.replaceAll("\\p{Cntrl}|[\\u202a-\\u202e\\u2066-\\u2069]", "?");
        found = plain.length() > LONGEST ? plain.substring(0, LONGEST) + "…" : plain;
    }
}
