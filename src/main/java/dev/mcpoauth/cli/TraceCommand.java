package dev.mcpoauth.cli;

import dev.mcpoauth.json.Json;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The flow inspector in the terminal: what the running broker is asked, live.
@Command(
        name = "trace",
        description = {
            "Show the logins and token requests of the running broker, live.",
            "",
            "Each with what came of it, the rule that was broken with its section, and the fix."
                    + " Secrets are replaced by short hashes. Begins with what the broker"
                    + " remembers, and ends with Ctrl-C."
        })
@Usage(
        examples = {
            "mcp-oauth trace",
            "mcp-oauth trace --failed cursor",
            "mcp-oauth trace --recent --json | jq -r 'select(.verdict==\"bad\") | .outcome'",
        },
        exits = {ExitCode.UNREACHABLE, ExitCode.INTERRUPTED})
final class TraceCommand implements Callable<Integer> {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Session session;

    @Parameters(
            paramLabel = "TEXT",
            arity = "0..1",
            description = "Only what has this text in the client's name, the path or the outcome.")
    String filter = "";

    @Option(names = "--failed", description = "Only what was refused or failed.")
    boolean failed;

    @Option(names = "--recent", description = "Only what the broker remembers; then end.")
    boolean recent;

    @Option(names = "--count", paramLabel = "N", description = "Stop after N messages.")
    int count = Integer.MAX_VALUE;

    private int told;

    TraceCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (count < 1) {
            throw new CliError(ExitCode.USAGE, "--count must be at least 1", null);
        }
        LocalBroker broker =
                LocalBroker.find(session.settings(Map.of()).runtime())
                        .orElseThrow(() ->
                                new CliError(
                                        ExitCode.UNREACHABLE,
                                        "no broker runs here",
                                        "mcp-oauth serve"));
        try {
            broker.lines(recent ? "/flows" : "/flows?live", this::take);
        } catch (IOException e) {
            throw new CliError(
                            ExitCode.UNREACHABLE,
                            "the broker shows no flows: its inspector is off, or it has ended",
                            "mcp-oauth serve --inspector on")
                    .from(e);
        }
        return 0;
    }

    private boolean take(String line) {
        Map<String, Object> message = Json.object(line);
        if (wanted(message)) {
            told++;
            if (session.options().structured()) {
                session.terminal().data(line);
            } else {
                lines(message).forEach(session.terminal()::data);
            }
        }
        return told < count;
    }

    private boolean wanted(Map<String, Object> message) {
        String searched =
                text(message, "flow_title")
                        + ' '
                        + text(message, "path")
                        + ' '
                        + text(message, "outcome");
        return (!failed || text(message, "verdict").equals("bad"))
                && searched.toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT));
    }

    private List<String> lines(Map<String, Object> message) {
        List<String> lines = new ArrayList<>();
        lines.add(summary(message));
        if (message.get("rules") instanceof List<?> rules) {
            rules.stream()
                    .map(rule -> (Map<?, ?>) rule)
                    .filter(rule -> "failed".equals(rule.get("state")))
                    .map(rule ->
                            "      rule: %s  [%s]".formatted(rule.get("text"), rule.get("section")))
                    .forEach(lines::add);
        }
        if (message.get("fix") != null) {
            lines.add("      fix:  " + text(message, "fix"));
        }
        if (session.options().verbose.length > 0) {
            lines.addAll(values("asked", message));
            lines.addAll(values("answered", message));
        }
        return lines;
    }

    /// `10:00:01 #3 notes -> POST /token 400 12 ms ✗ invalid_grant: ...`
    private String summary(Map<String, Object> message) {
        String mark =
                switch (text(message, "verdict")) {
                    case "good" -> "ok";
                    case "bad" -> "fail";
                    default -> "info";
                };
        Instant at = Instant.parse(text(message, "at"));
        return "%s  #%s %s  %s %s %s  %s  %s ms  %s %s"
                .formatted(
                        CLOCK.format(at.atZone(ZoneId.systemDefault())),
                        text(message, "flow"),
                        text(message, "flow_title"),
                        text(message, "to").equals("broker") ? "->" : "  => service",
                        text(message, "method"),
                        text(message, "path"),
                        text(message, "status"),
                        text(message, "millis"),
                        session.terminal().mark(mark),
                        text(message, "outcome"));
    }

    private static List<String> values(String which, Map<String, Object> message) {
        List<String> lines = new ArrayList<>();
        if (message.get(which) instanceof Map<?, ?> values) {
            values.forEach((name, value) ->
                    lines.add(
                            Terminal.harmless("      %-8s %s = %s".formatted(which, name, value))));
        }
        return lines;
    }

    private static String text(Map<String, Object> message, String name) {
        return Terminal.harmless(String.valueOf(message.getOrDefault(name, "")));
    }
}
