package dev.mcpoauth.cli;

import dev.mcpoauth.scaffold.Plan;
import dev.mcpoauth.scaffold.Project;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes what a project needs that uses mcp-oauth.
@Command(
        name = "project",
        description = "Write mcp-oauth.json, .gitignore lines and a sample script.")
@Usage(
        examples = {"mcp-oauth init project", "mcp-oauth init project my-tools --dry-run"},
        exits = {ExitCode.CONFLICT})
final class InitProject implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "DIR", arity = "0..1", description = "The project's folder.")
    String folder = "";

    @Mixin PlanOptions plan = new PlanOptions();

    @Option(names = "--skip-existing", description = "Leave files that are there.")
    boolean skipExisting;

    InitProject(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!folder.isEmpty()) {
            plan.dir = folder;
        }
        Plan made = Project.plan(plan.root(), plan.rule(skipExisting));
        if (!session.options().structured()) {
            plan.tell(session.terminal(), made);
        }
        if (plan.writes()) {
            PlanOptions.refuse(made, "mcp-oauth init project");
            made.apply();
            Project.executable(plan.root());
        }
        if (session.options().structured()) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("schema", 1);
            body.put("files", PlanOptions.json(made));
            session.terminal().json(body);
        } else {
            session.terminal().data("Next steps");
            String add = "%s   (or: %s)".formatted(FirstProvider.ADD, FirstProvider.TRY);
            List<String> steps = new ArrayList<>();
            if (!plan.dir.isEmpty()) {
                steps.add("cd " + NextSteps.quoted(plan.dir));
            }
            steps.addAll(
                    List.of(add, "mcp-oauth serve", "./call-api.sh github https://api.example/me"));
            for (int i = 0; i < steps.size(); i++) {
                session.terminal().data("  " + (i + 1) + ". " + steps.get(i));
            }
        }
        return 0;
    }
}
