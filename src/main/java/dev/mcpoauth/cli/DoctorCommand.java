package dev.mcpoauth.cli;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Looks for everything that can be wrong and says what mends it.
@Command(
        name = "doctor",
        description = "Check this machine, the storage, the broker, the providers and the clients.")
@Usage(
        examples = {
            "mcp-oauth doctor",
            "mcp-oauth doctor --fix",
            "mcp-oauth doctor --online --bundle report.zip",
        },
        exits = {ExitCode.CHECK_FAILED})
final class DoctorCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--fix", description = "Mend what can be mended safely.")
    boolean fix;

    @Option(names = "--online", description = "Also ask the services of the providers.")
    boolean online;

    @Option(
            names = "--bundle",
            paramLabel = "FILE",
            description = "Write a zip file for whoever helps, every secret replaced.")
    @Nullable Path bundle;

    DoctorCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        List<Finding> findings = look();
        if (fix && mend(findings)) {
            findings = look();
        }
        if (bundle != null) {
            new DoctorBundle(session).write(bundle, findings);
            session.terminal().done("report written to " + bundle, "");
        }
        boolean failed = findings.stream().anyMatch(f -> f.verdict().equals(Finding.FAIL));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ok", !failed);
        fields.put("findings", findings.stream().map(Finding::fields).toList());
        session.terminal().show(fields, lines(findings));
        return failed ? ExitCode.CHECK_FAILED.number() : 0;
    }

    private List<Finding> look() {
        List<Finding> findings = new ArrayList<>(new CheckEnvironment(session).look());
        try {
            Settings settings = session.settings(Map.of());
            findings.add(Finding.ok("Environment", "the settings are sound"));
            ProjectTrust trust = session.trust();
            if (session.finds() && !trust.given()) {
                findings.add(
                        Finding.fail(
                                "Environment",
                                trust.file()
                                        + " names programs or addresses that you have not allowed",
                                "mcp-oauth config trust"));
                return findings;
            }
            findings.addAll(new CheckStorage(session, settings).look());
            findings.addAll(new CheckBroker(settings).look());
            boolean readable =
                    findings.stream()
                            .noneMatch(f -> f.group().equals("Storage") && f.weight() == 0);
            CheckProviders providers = new CheckProviders(session, settings);
            if (readable) {
                findings.addAll(providers.look());
            }
            if (online) {
                findings.addAll(
                        Progress.during(
                                session,
                                "asking the services",
                                () -> providers.online(session.deadline())));
            }
        } catch (SettingsProblem e) {
            findings.add(
                    Finding.fail(
                            "Environment",
                            String.valueOf(e.getMessage()),
                            "mcp-oauth config edit"));
        }
        return findings;
    }

    private boolean mend(List<Finding> findings) {
        boolean mended = false;
        for (Finding finding : findings) {
            if (finding.safeFix().isPresent()) {
                try {
                    finding.safeFix().get().run();
                    session.terminal().done("mended: " + finding.text(), "");
                    mended = true;
                } catch (IOException e) {
                    session.terminal()
                            .warn("warning: cannot mend: " + finding.text() + " (" + e + ")");
                }
            }
        }
        return mended;
    }

    /// Problems first, with the command that helps; then what is well, group by group.
    private List<String> lines(List<Finding> findings) {
        List<String> lines = new ArrayList<>();
        findings.stream()
                .filter(f -> f.weight() < 2)
                .sorted(Comparator.comparingInt(Finding::weight))
                .forEach(f -> {
                    lines.add(
                            session.terminal().mark(f.verdict())
                                    + " "
                                    + f.group()
                                    + ": "
                                    + f.text());
                    lines.add("    run: " + session.terminal().again(f.repair()));
                });
        String group = "";
        for (Finding finding : findings.stream().filter(f -> f.weight() == 2).toList()) {
            if (!finding.group().equals(group)) {
                group = finding.group();
                lines.add(group);
            }
            lines.add("  " + session.terminal().mark(finding.verdict()) + " " + finding.text());
        }
        return lines;
    }
}
