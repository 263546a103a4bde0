package dev.mcpoauth.gateway;

/// A pattern of a rule: `*` stands for any characters, `?` for one.
final class Glob {
    private final int[] pattern;

    Glob(String pattern) {
        this.pattern = pattern.codePoints().toArray();
    }

    /// True when the whole name fits. It goes back to the last star only: a name that almost fits
    /// in many ways takes no longer than its length times the pattern's.
    boolean matches(String name) {
        int[] text = name.codePoints().toArray();
        int at = 0;
        int star = -1;
        int tried = 0;
        int i = 0;
        while (i < text.length) {
            if (at < pattern.length && pattern[at] == '*') {
                star = at++;
                tried = i;
            } else if (at < pattern.length && (pattern[at] == '?' || pattern[at] == text[i])) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++tried;
            } else {
                return false;
            }
        }
        while (at < pattern.length && pattern[at] == '*') {
            at++;
        }
        return at == pattern.length;
    }
}
