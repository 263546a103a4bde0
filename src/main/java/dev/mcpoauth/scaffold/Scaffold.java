package dev.mcpoauth.scaffold;

import dev.mcpoauth.scaffold.Plan.Rule;
import dev.mcpoauth.scaffold.Plan.Step;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Plans for providers in one folder.
///
/// @param root the folder
/// @param program the version of the program, which a pom names
public record Scaffold(Path root, String program) {
    /// The plan of a new provider.
    public Plan create(NewProvider provider, Rule rule) {
        Map<String, String> files = Templates.render(provider, program);
        Plan plan = Plan.of(root, files, rule);
        return with(plan, provider, ScaffoldRecord.of(provider, program, files), rule);
    }

    /// The plan to bring a provider to the templates of today. A file that was edited is in the way
    /// only where its template changed too; `force` replaces it.
    public Plan update(ScaffoldRecord written, boolean force) {
        NewProvider provider = written.provider();
        Map<String, String> files = Templates.render(provider, program);
        Plan plan = Plan.update(root, files, written.files());
        Plan asked = force ? plan.forced() : plan;
        return with(asked, provider, ScaffoldRecord.of(provider, program, files), Rule.SKIP);
    }

    private Plan with(Plan plan, NewProvider provider, ScaffoldRecord now, Rule rule) {
        Step settings =
                SettingsFile.step(
                        Plan.of(root, Map.of(Templates.settingsFile(), ""), Rule.ASK)
                                .steps()
                                .getFirst()
                                .before(),
                        provider,
                        rule);
        Plan whole = plan.and(settings);
        if (provider.layout() == Layout.SPEC) {
            return whole;
        }
        Map<String, String> record = new LinkedHashMap<>();
        record.put(ScaffoldRecord.path(provider.name()), now.json());
        // the record is ours: it follows the files
        Step kept = Plan.of(root, record, Rule.FORCE).steps().getFirst();
        return whole.and(kept);
    }
}
