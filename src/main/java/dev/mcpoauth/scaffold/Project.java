package dev.mcpoauth.scaffold;

import dev.mcpoauth.scaffold.Plan.Action;
import dev.mcpoauth.scaffold.Plan.Rule;
import dev.mcpoauth.scaffold.Plan.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a project needs that uses mcp-oauth: settings, lines of `.gitignore`, a sample script.
public final class Project {
    private static final String IGNORE = ".gitignore";
    private static final String SCRIPT = "call-api.sh";
    private static final List<String> LINES =
            List.of("# mcp-oauth: tokens and keys", "/.mcp-oauth/data/");

    private Project() {}

    /// The plan for this folder. Lines are added to a `.gitignore` that is there.
    public static Plan plan(Path root, Rule rule) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(Templates.settingsFile(), Templates.read("project/mcp-oauth.json"));
        files.put(SCRIPT, Templates.read("project/call-api.sh"));
        return Plan.of(root, files, rule).and(ignore(root));
    }

    private static Step ignore(Path root) {
        Step there = Plan.of(root, Map.of(IGNORE, ""), Rule.ASK).steps().getFirst();
        String before = there.before();
        String missing =
                LINES.stream()
                        .filter(line -> before.lines().noneMatch(line::equals))
                        .map(line -> line + "\n")
                        .reduce("", String::concat);
        String gap = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
        String after = before + gap + missing;
        if (missing.isEmpty()) {
            return new Step(IGNORE, Action.IDENTICAL, before, before);
        }
        Action action = there.action() == Action.CREATE ? Action.CREATE : Action.OVERWRITE;
        return new Step(IGNORE, action, before, after);
    }

    /// Makes the sample script a program, where files have modes.
    public static void executable(Path root) {
        Path script = root.resolve(SCRIPT);
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try {
            if (Files.isRegularFile(script)) {
                Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + script + " a program", e);
        }
    }
}
