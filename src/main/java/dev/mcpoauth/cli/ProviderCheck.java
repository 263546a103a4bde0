package dev.mcpoauth.cli;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.provider.Catalogue;
import dev.mcpoauth.provider.Finding;
import dev.mcpoauth.provider.LintProvider;
import dev.mcpoauth.provider.ProbeEndpoints;
import dev.mcpoauth.provider.ProviderFault;
import dev.mcpoauth.provider.ProviderSpec;
import dev.mcpoauth.provider.ServiceHttp;
import dev.mcpoauth.testkit.ProviderContract;
import dev.mcpoauth.testkit.ProviderContract.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Checks a provider: its settings, its behaviour against a pretend service, its real endpoints.
@Command(
        description = {
            "Check a provider: its settings, and whole logins against a pretend service.",
            "Nothing is sent to the real service without --online."
        })
@Usage(
        examples = {"mcp-oauth provider check github", "mcp-oauth provider check github --online"},
        exits = {ExitCode.NOT_FOUND, ExitCode.CHECK_FAILED},
        opensStore = true)
final class ProviderCheck implements Callable<Integer> {
    private final Session session;
    private final List<Line> lines = new ArrayList<>();

    @Parameters(paramLabel = "NAME", description = "The provider's name.")
    String name = "";

    @Option(names = "--online", description = "Also ask the real endpoints, without logging in.")
    boolean online;

    /// One thing that was looked at, in the words of the table.
    private record Line(String part, String check, String result, String detail, String repair) {}

    ProviderCheck(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        KnownProvider known = KnownProvider.named(session, name);
        try (Progress progress = Progress.of(session, "logging in at a pretend " + name)) {
            look(known, progress);
        }
        tell();
        boolean failed = lines.stream().anyMatch(line -> line.result().equals("failed"));
        return failed ? ExitCode.CHECK_FAILED.number() : 0;
    }

    private void look(KnownProvider known, Progress progress) {
        Settings settings = session.settings(Map.of());
        known.fault().ifPresent(this::add);
        if (!known.state().equals("broken")) {
            ProviderSpec spec = known.spec();
            new LintProvider()
                    .look(new Catalogue().withClass(known.own()), spec, known.redirectUri(settings))
                    .forEach(found -> add("settings", found));
            ProviderContract.check(name, known.own()).forEach(this::add);
            if (online) {
                progress.at("asking the endpoints of " + name, 0, 0);
                try (ServiceHttp http = new ServiceHttp(session.deadline())) {
                    new ProbeEndpoints(http).look(spec).forEach(found -> add("online", found));
                }
            }
        }
    }

    private void add(ProviderFault fault) {
        String repair = fault.command().orElse("mend the settings of " + name);
        add("settings", new Finding("use", Finding.Level.BAD, fault.sentence(), repair));
    }

    private void add(String part, Finding found) {
        String result =
                switch (found.level()) {
                    case GOOD -> "ok";
                    case WARNING -> "warning";
                    case BAD -> "failed";
                };
        lines.add(new Line(part, found.what(), result, found.detail(), found.repair()));
    }

    private void add(Row row) {
        String result =
                switch (row.outcome()) {
                    case PASSED -> "ok";
                    case WARNED -> "warning";
                    case FAILED -> "failed";
                    case SKIPPED -> "skipped";
                };
        lines.add(new Line("pretend login", row.name(), result, row.detail(), row.repair()));
    }

    private void tell() {
        Table table = new Table("checks", "part", "check", "result", "detail");
        for (Line line : lines) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("part", line.part());
            fields.put("check", line.check());
            fields.put("result", line.result());
            fields.put("detail", line.detail());
            fields.put("repair", line.repair());
            table.row(fields, line.part(), line.check(), line.result(), line.detail());
        }
        session.terminal().table(table);
        for (Line line : lines) {
            boolean told = line.result().equals("failed") || line.result().equals("warning");
            if (told && !line.repair().isEmpty()) {
                session.terminal().say(line.check() + ": " + line.repair());
            }
        }
    }
}
