package dev.mcpoauth.config;

import java.util.ArrayList;
import java.util.List;

/// Splits a command line into words, as a shell would, but nothing is expanded or run.
///
/// Blanks separate words; single and double quotes keep them together; a backslash outside single
/// quotes takes the next character as it is.
final class CommandWords {
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean begun;
    private char quote;

    private CommandWords() {}

    /// The words; throws [SettingsProblem] when a quote is not closed.
    static List<String> split(String line) {
        CommandWords reader = new CommandWords();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean escape = c == '\\' && reader.quote != '\'' && i + 1 < line.length();
            if (escape) {
                i++;
                reader.keep(line.charAt(i));
            } else {
                reader.take(c);
            }
        }
        if (reader.quote != 0) {
            throw new SettingsProblem("a quote is not closed in the command '" + line + "'");
        }
        reader.end();
        return reader.words;
    }

    private void take(char c) {
        if (quote != 0 && c == quote) {
            quote = 0;
        } else if (quote == 0 && (c == '"' || c == '\'')) {
            quote = c;
            begun = true;
        } else if (quote == 0 && Character.isWhitespace(c)) {
            end();
        } else {
            keep(c);
        }
    }

    private void keep(char c) {
        word.append(c);
        begun = true;
    }

    private void end() {
        if (begun) {
            words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
    }
}
