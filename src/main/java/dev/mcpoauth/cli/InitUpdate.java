package dev.mcpoauth.cli;

import dev.mcpoauth.config.EditLock;
import dev.mcpoauth.scaffold.Plan;
import dev.mcpoauth.scaffold.Scaffold;
import dev.mcpoauth.scaffold.ScaffoldRecord;
import dev.mcpoauth.scaffold.Templates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Renders written providers anew with the templates of today.
@Command(
        name = "update",
        description = {
            "Bring providers that init wrote to the templates of this version.",
            "A file that you edited is left alone; where its template changed too, nothing is"
                    + " written and the file is told as a conflict."
        })
@Usage(
        examples = {
            "mcp-oauth init update acme --diff",
            "mcp-oauth init update --check",
        },
        exits = {ExitCode.NOT_FOUND, ExitCode.CONFLICT, ExitCode.PENDING})
final class InitUpdate implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "One provider; without a name, all providers of the folder.")
    String name = "";

    @Mixin PlanOptions plan = new PlanOptions();

    @Option(names = "--check", description = "Change nothing; exit 8 when something would change.")
    boolean check;

    InitUpdate(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Path root = plan.root();
        List<String> names = name.isEmpty() ? ScaffoldRecord.names(root) : List.of(name);
        List<Map<String, Object>> told = new ArrayList<>();
        boolean drifted = false;
        for (String each : names) {
            Plan made = done(root, each);
            drifted |= made.drifted();
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("provider", each);
            row.put("drift", made.drifted());
            row.put("files", PlanOptions.json(made));
            told.add(row);
        }
        if (session.options().structured()) {
            session.terminal()
                    .json(Map.of("schema", 1, "template", Templates.VERSION, "providers", told));
        }
        return check && drifted ? ExitCode.PENDING.number() : 0;
    }

    private Plan done(Path root, String each) {
        try (EditLock _ = plan.lock(session)) {
            Plan made = plan(root, each);
            if (!session.options().structured()) {
                session.terminal().data(each);
                plan.tell(session.terminal(), made);
            }
            if (plan.writes() && !check) {
                PlanOptions.refuse(made, "mcp-oauth init update " + each);
                ProjectTrust trust = session.trust(root);
                boolean before = trust.given();
                made.apply();
                if (before) {
                    trust.give();
                }
            }
            return made;
        }
    }

    private Plan plan(Path root, String each) {
        ScaffoldRecord written =
                ScaffoldRecord.read(root, each)
                        .orElseThrow(() ->
                                new CliError(
                                        ExitCode.NOT_FOUND,
                                        "init provider has not written " + each + " in " + root,
                                        "mcp-oauth init provider " + each));
        return new Scaffold(root, session.product().version()).update(written, plan.force);
    }
}
