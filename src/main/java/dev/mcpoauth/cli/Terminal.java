package dev.mcpoauth.cli;

import dev.mcpoauth.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Our manners at a terminal.
///
/// Data goes to stdout and nothing else does; talk goes to stderr. Data has four forms (text, json,
/// jsonl, plain). Colours only where a person reads and wants them. Questions only where a person
/// answers, and never where an answer is needed to go on in a script. An error is one sentence and
/// the command that helps, or one JSON line for programs.
public final class Terminal {
    private final PrintWriter out;
    private final PrintWriter err;
    private final Device device;
    private final GlobalOptions options;

    /// Streams that nobody watches.
    public Terminal(PrintWriter out, PrintWriter err) {
        this(out, err, Device.none(Reader.nullReader(), Map.of()));
    }

    /// Data to `out`, talk to `err`.
    public Terminal(PrintWriter out, PrintWriter err, Device device) {
        this(out, err, device, new GlobalOptions());
    }

    private Terminal(PrintWriter out, PrintWriter err, Device device, GlobalOptions options) {
        this.out = out;
        this.err = err;
        this.device = device;
        this.options = options;
    }

    /// The same streams under these options, which may still be filled.
    Terminal obeying(GlobalOptions given) {
        return new Terminal(out, err, device, given);
    }

    /// Where data goes.
    public PrintWriter out() {
        return out;
    }

    /// Where talk goes.
    public PrintWriter err() {
        return err;
    }

    Device device() {
        return device;
    }

    /// Writes one line of data.
    public void data(String line) {
        raw(line + System.lineSeparator());
    }

    /// Writes data without a line end.
    void raw(String text) {
        out.print(text);
        out.flush();
        if (out.checkError()) {
            throw new OutputClosed(out);
        }
    }

    /// Writes a value as JSON data.
    public void json(Object value) {
        data(Json.write(value));
    }

    /// Writes one result: its fields for programs, the lines for people.
    void show(Map<String, ?> fields, List<String> lines) {
        switch (options.output()) {
            case TEXT -> lines.forEach(this::data);
            case PLAIN -> fields.forEach((name, value) -> data(name + "\t" + plain(value)));
            case JSON, JSONL -> {
                Map<String, Object> all = new LinkedHashMap<>();
                all.put("schema", 1);
                all.putAll(fields);
                json(all);
            }
        }
    }

    /// A value in one line: a list of simple values with spaces, what is nested as JSON.
    private static String plain(Object value) {
        return switch (value) {
            case Collection<?> many when many.stream().noneMatch(Terminal::nested) ->
                    String.join(" ", many.stream().map(String::valueOf).toList());
            case Object nested when nested(nested) -> Json.write(nested);
            default -> String.valueOf(value);
        };
    }

    private static boolean nested(Object value) {
        return value instanceof Map || value instanceof Collection;
    }

    /// The text of a stranger in one line: nothing in it moves the cursor, colours what follows, or
    /// turns around how it reads.
    static String harmless(String text) {
        return text.replaceAll("\\p{Cc}|[\\u202a-\\u202e\\u2066-\\u2069]", "?");
    }

    /// Writes rows in the form that was asked for.
    void table(Table table) {
        switch (options.output()) {
            case TEXT -> table.lines().forEach(this::data);
            case PLAIN -> table.plain().forEach(this::data);
            case JSONL -> table.fields().forEach(this::json);
            case JSON -> {
                Map<String, Object> all = new LinkedHashMap<>();
                all.put("schema", 1);
                all.put(table.noun(), table.fields());
                json(all);
            }
        }
        if (table.fields().isEmpty()) {
            say("no " + table.noun());
        }
    }

    /// The same for programs only: people were told already.
    void rows(Table table) {
        if (options.output() != GlobalOptions.Output.TEXT) {
            table(table);
        }
    }

    /// Says one line to a person; programs and `--quiet` do not hear it.
    public void say(String line) {
        if (!options.quiet && !options.structured()) {
            warn(line);
        }
    }

    /// Says one line that nobody may miss.
    void warn(String line) {
        err.println(line);
        err.flush();
    }

    /// Says one line to whoever asked for more with `-v`.
    void detail(String line) {
        if (options.verbose.length > 0) {
            warn(line);
        }
    }

    /// Says what was done, and what to do next (or nothing).
    void done(String what, String next) {
        say(paint("32", "✓") + " " + what);
        if (!next.isEmpty()) {
            say("  next: " + again(next));
        }
    }

    /// A next step that finds the same places as this line.
    String again(String step) {
        return step.matches("(?s)(.* )?mcp-oauth .*") ? options.again(step) : step;
    }

    /// True when a person watches a terminal that can draw over a line.
    boolean animates() {
        return device.errTerminal()
                && !options.quiet
                && !options.structured()
                && !device.variable("TERM").equals("dumb");
    }

    /// Draws over the line that was drawn before.
    void draw(String line) {
        err.print("\r" + line + "\u001b[K");
        err.flush();
    }

    /// True when a person is there and may be asked.
    boolean asks() {
        return device.answers()
                && !options.noInput
                && device.variable("MCP_OAUTH_NO_INPUT").isEmpty();
    }

    /// Asks for a yes; where nobody can be asked, only `--yes` goes on.
    void confirm(String question) {
        if (options.yes) {
            return;
        }
        if (!asks()) {
            throw new CliError(
                    ExitCode.USAGE, question + " Nobody is here to ask; say --yes.", null);
        }
        if (!agrees(question + " [y/N] ")) {
            throw new CliError(ExitCode.DENIED, "nothing was changed", null);
        }
    }

    /// Whether a person, or `--yes`, agrees; nobody does not.
    boolean agrees(String question) {
        if (options.yes || !asks()) {
            return options.yes;
        }
        return ask(question).orElse("").matches("(?i)y(es)?");
    }

    /// Asks for one line; empty when there is no answer.
    Optional<String> ask(String prompt) {
        err.print(prompt);
        err.flush();
        return line();
    }

    /// Reads one line of input; empty at its end.
    Optional<String> line() {
        try {
            return Optional.ofNullable(device.in().readLine()).map(String::strip);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Reports an error, as one JSON line or in words with the command that helps.
    public void error(CliError error, boolean json) {
        error.hint().map(this::again).ifPresent(error::hinting);
        if (json) {
            warn(Json.write(error.envelope()));
        } else {
            warn(paint("31", "error:") + " " + error.sentence());
            error.hint().ifPresent(hint -> warn("  run: " + hint));
        }
        if (options.verbose.length > 1) {
            error.printStackTrace(err);
            err.flush();
        }
    }

    /// True when colours may be written to a stream that is a terminal or not.
    boolean colored(boolean terminal) {
        if (options.noColor || options.color == GlobalOptions.Color.NEVER) {
            return false;
        }
        if (options.color == GlobalOptions.Color.ALWAYS) {
            return true;
        }
        // no-color.org: any text but the empty one
        if (!device.variable("NO_COLOR").isEmpty()) {
            return false;
        }
        String forced = device.variable("CLICOLOR_FORCE");
        return (!forced.isEmpty() && !forced.equals("0"))
                || (terminal && !device.variable("TERM").equals("dumb"));
    }

    /// The sign of a verdict (ok, warn, fail, info) among data for people.
    String mark(String verdict) {
        return switch (verdict) {
            case "ok" -> data("32", "✓");
            case "warn" -> data("33", "⚠");
            case "fail" -> data("31", "✗");
            default -> "·";
        };
    }

    private String data(String code, String text) {
        return colored(device.outTerminal()) ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    private String paint(String code, String text) {
        return colored(device.errTerminal()) ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
