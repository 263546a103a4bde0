package dev.mcpoauth.broker;

import java.util.List;
import java.util.Random;

/// Makes wrong inputs out of right ones: the same seed makes the same inputs.
final class Mutations {
    private static final List<String> PIECES =
            List.of(
                    "",
                    " ",
                    "\0",
                    "\r\n",
                    "\t",
                    "%",
                    "%00",
                    "%zz",
                    "%C3%28",
                    "&",
                    "=",
                    ";",
                    "#",
                    "?",
                    "/",
                    "//",
                    "\\",
                    "@",
                    ":",
                    ":80",
                    ":-1",
                    ":99999",
                    "[",
                    "]",
                    "[::1]",
                    "..",
                    "/../",
                    "%2e%2e",
                    "*",
                    "\"",
                    "'",
                    "<b>",
                    "{",
                    "}",
                    "{}",
                    "[]",
                    "null",
                    "true",
                    "-1",
                    "1e999",
                    "0x7f",
                    "\u00e9",
                    "\u202e",
                    "\ud800",
                    "\ud83d\ude42",
                    "\uffff",
                    "javascript:",
                    "data:",
                    "https://",
                    "http://127.0.0.1",
                    "http://localhost",
                    "Basic ",
                    "Bearer ",
                    "a.b.c",
                    "eyJhbGciOiJub25lIn0",
                    "==",
                    "x".repeat(300),
                    "x".repeat(3000),
                    "[".repeat(100));

    private final Random random;

    Mutations(long seed) {
        random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /// The text with one to four changes.
    String of(String text) {
        String changed = text;
        for (int i = random.nextInt(4); i >= 0; i--) {
            changed = once(changed);
        }
        return changed;
    }

    private String once(String text) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + random.nextInt(8));
        return switch (random.nextInt(6)) {
            case 0 -> text.substring(0, at) + one(PIECES) + text.substring(at);
            case 1 -> text.substring(0, at) + text.substring(end);
            case 2 -> text.substring(0, at) + one(PIECES) + text.substring(end);
            case 3 -> text.substring(0, at) + (char) random.nextInt(0x500) + text.substring(end);
            case 4 ->
                    text.substring(0, at) + text.substring(at, end).repeat(3) + text.substring(end);
            default -> one(PIECES) + text + one(PIECES);
        };
    }
}
