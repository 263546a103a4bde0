package dev.mcpoauth.cli;

import dev.mcpoauth.inspect.Check;
import dev.mcpoauth.inspect.Check.Verdict;
import dev.mcpoauth.inspect.Inspection;
import dev.mcpoauth.inspect.Inspection.Report;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Shows what the OAuth of any MCP server looks like.
@Command(
        name = "inspect",
        description = {
            "Check the OAuth of any MCP server: 401, resource metadata, authorization server,"
                    + " registration, PKCE.",
            "Nothing is registered and nobody is logged in."
        })
@Usage(
        examples = {
            "mcp-oauth inspect https://mcp.example.com/mcp",
            "mcp-oauth inspect http://127.0.0.1:8787/mcp --json | jq '.checks[] | select(.verdict"
                    + " == \"fail\")'",
        },
        exits = {ExitCode.UNREACHABLE, ExitCode.CHECK_FAILED})
final class InspectCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "URL", description = "The MCP server's URL.")
    String url = "";

    InspectCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        URI server = WebAddress.of(url, "mcp-oauth inspect --help");
        Report report =
                Progress.during(
                        session,
                        "asking " + server.getHost(),
                        () -> Inspection.of(server, session.deadline()));
        if (!report.reached()) {
            throw new CliError(
                    ExitCode.UNREACHABLE,
                    "the MCP server " + report.checks().getFirst().found(),
                    "mcp-oauth doctor --online");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("url", url);
        fields.put("ok", !report.failed());
        fields.put("checks", report.checks().stream().map(InspectCommand::fields).toList());
        session.terminal().show(fields, lines(report));
        return report.failed() ? ExitCode.CHECK_FAILED.number() : 0;
    }

    private static Map<String, Object> fields(Check check) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("group", check.group());
        fields.put("rule", check.rule());
        fields.put("verdict", check.verdict().toString());
        fields.put("section", check.section());
        fields.put("found", check.found());
        return fields;
    }

    private List<String> lines(Report report) {
        List<String> lines = new ArrayList<>();
        String group = "";
        for (Check check : report.checks()) {
            if (!check.group().equals(group)) {
                group = check.group();
                lines.add(group);
            }
            if (check.verdict() == Verdict.INFO && check.found().isEmpty()) {
                continue;
            }
            lines.add(
                    "  "
                            + session.terminal().mark(check.verdict().toString())
                            + " "
                            + words(check));
        }
        long failed = count(report, Verdict.FAIL);
        long warned = count(report, Verdict.WARN);
        lines.add(
                failed == 0 && warned == 0
                        ? "everything as it should be"
                        : failed + " broken, " + warned + " to improve");
        return lines;
    }

    private static String words(Check check) {
        String found = check.found().isEmpty() ? "" : ": " + check.found();
        return check.rule() + found + "  [" + check.section() + "]";
    }

    private static long count(Report report, Verdict verdict) {
        return report.checks().stream().filter(check -> check.verdict() == verdict).count();
    }
}
