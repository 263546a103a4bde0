package dev.mcpoauth.cli;

import dev.mcpoauth.scaffold.NewProvider;
import dev.mcpoauth.scaffold.ScaffoldProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.TerminalBuilder;

/// Asks a person what is to be known about a service, one question a line; an empty answer takes
/// what stands in brackets.
final class Wizard {
    private static final Map<String, String> QUESTIONS = new LinkedHashMap<>();

    static {
        QUESTIONS.put("title", "What is the service called");
        QUESTIONS.put("authorize_url", "Where do users log in (authorization endpoint)");
        QUESTIONS.put("token_url", "Where do codes become tokens (token endpoint)");
        QUESTIONS.put("userinfo_url", "Where does it say who the user is");
        QUESTIONS.put("user_id", "Where is the user's stable id in that answer (JSON pointer)");
        QUESTIONS.put("user_login", "Where is the user's short name in that answer");
        QUESTIONS.put("scopes", "Which scopes to ask for (spaces between)");
        QUESTIONS.put("token_auth", "How does the broker say who it is (post, basic, none)");
    }

    private final LineReader reader;

    Wizard(LineReader reader) {
        this.reader = reader;
    }

    /// A wizard on the person's terminal; an error where there is none.
    static Wizard onThisTerminal(Terminal terminal) {
        if (!terminal.asks()) {
            throw new CliError(
                    ExitCode.USAGE,
                    "--interactive needs a terminal; without one, give the answers as options",
                    "mcp-oauth init provider --help");
        }
        try {
            terminal.out().flush();
            return new Wizard(
                    LineReaderBuilder.builder()
                            .terminal(TerminalBuilder.builder().system(true).dumb(true).build())
                            .build());
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal cannot be used", e);
        }
    }

    /// The answers over what is known; what a preset knows is not asked again.
    Map<String, Object> ask(Map<String, Object> known) {
        Map<String, Object> answers = new LinkedHashMap<>(known);
        QUESTIONS.forEach((name, question) -> {
            if (!known.containsKey("preset") || known.containsKey(name)) {
                answers.put(name, answer(name, question, known.getOrDefault(name, usual(name))));
            }
        });
        if ("post".equals(answers.get("token_auth")) && !known.containsKey("token_auth")) {
            answers.remove("token_auth");
        }
        return answers;
    }

    private static Object usual(String name) {
        return switch (name) {
            case "token_auth" -> "post";
            case "user_id" -> "/sub";
            case "user_login" -> "/preferred_username";
            case "scopes" -> List.of();
            default -> "";
        };
    }

    private Object answer(String name, String question, Object usual) {
        String shown = usual instanceof List<?> many ? joined(many) : usual.toString();
        while (true) {
            String said = read(question + (shown.isEmpty() ? "? " : " [" + shown + "]? "));
            String text = said.isEmpty() ? shown : said;
            try {
                Object value = value(name, text);
                NewProvider.check(name, value);
                return value;
            } catch (ScaffoldProblem e) {
                reader.getTerminal().writer().println(e.getMessage());
            }
        }
    }

    private static Object value(String name, String text) {
        if (!name.equals("scopes")) {
            return text;
        }
        return text.isEmpty() ? List.of() : List.of(text.split("[ ,]+", -1));
    }

    private static String joined(List<?> many) {
        return String.join(" ", many.stream().map(String::valueOf).toList());
    }

    private String read(String prompt) {
        try {
            return reader.readLine(prompt).strip();
        } catch (UserInterruptException | EndOfFileException e) {
            throw new CliError(ExitCode.USAGE, "stopped; nothing was written", null);
        }
    }
}
