package dev.mcpoauth.scaffold;

import dev.mcpoauth.config.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What would happen to each file of a scaffold, and then happens.
///
/// @param root the folder that everything stays in
/// @param steps one for each file, in order
public record Plan(Path root, List<Step> steps) {
    /// What happens to a file.
    public enum Action {
        /// It is new.
        CREATE,
        /// It is there already, byte for byte.
        IDENTICAL,
        /// It is there and different, and nobody said what to do.
        CONFLICT,
        /// It is replaced.
        OVERWRITE,
        /// It stays as it is.
        SKIP
    }

    /// One file.
    ///
    /// @param path below the root, with `/`
    /// @param action what happens
    /// @param before what is there now; empty text when nothing is
    /// @param after what is rendered
    public record Step(String path, Action action, String before, String after) {
        boolean writes() {
            return action == Action.CREATE || action == Action.OVERWRITE;
        }

        Step with(Action other) {
            return new Step(path, other, before, after);
        }
    }

    /// What to do with files that are there and different.
    public enum Rule {
        /// Stop.
        ASK,
        /// Replace them.
        FORCE,
        /// Leave them.
        SKIP
    }

    /// Copies the list.
    public Plan {
        steps = List.copyOf(steps);
    }

    /// The plan to write these files below this folder.
    public static Plan of(Path root, Map<String, String> files, Rule rule) {
        List<Step> steps = new ArrayList<>();
        files.forEach((path, text) -> {
            String before = read(root, path);
            Action action;
            if (!exists(root, path)) {
                action = Action.CREATE;
            } else if (before.equals(text)) {
                action = Action.IDENTICAL;
            } else {
                action =
                        switch (rule) {
                            case ASK -> Action.CONFLICT;
                            case FORCE -> Action.OVERWRITE;
                            case SKIP -> Action.SKIP;
                        };
            }
            steps.add(new Step(path, action, before, text));
        });
        return new Plan(root, steps);
    }

    /// The plan to bring files to newer templates: `written` has the hash of what was written last.
    /// A file that was edited since is left alone while its template says the same as then.
    static Plan update(Path root, Map<String, String> files, Map<String, String> written) {
        List<Step> steps = new ArrayList<>();
        for (Step step : of(root, files, Rule.ASK).steps()) {
            String last = written.getOrDefault(step.path(), "");
            Action action = step.action();
            if (action == Action.CONFLICT && last.equals(ScaffoldRecord.sha256(step.after()))) {
                action = Action.SKIP;
            } else if (action == Action.CONFLICT
                    && last.equals(ScaffoldRecord.sha256(step.before()))) {
                action = Action.OVERWRITE;
            }
            steps.add(step.with(action));
        }
        return new Plan(root, steps);
    }

    /// The plan with one more file.
    Plan and(Step step) {
        List<Step> all = new ArrayList<>(steps);
        all.add(step);
        return new Plan(root, all);
    }

    /// True when a file is in the way.
    public boolean conflicts() {
        return steps.stream().anyMatch(step -> step.action() == Action.CONFLICT);
    }

    /// True when the files are not what the templates say, edits of the author's aside.
    public boolean drifted() {
        return steps.stream()
                .filter(step -> !step.path().startsWith(ScaffoldRecord.FOLDER))
                .anyMatch(step -> step.writes() || step.action() == Action.CONFLICT);
    }

    /// The same, but what is in the way is replaced.
    Plan forced() {
        return new Plan(
                root,
                steps.stream()
                        .map(step ->
                                step.action() == Action.CONFLICT
                                        ? step.with(Action.OVERWRITE)
                                        : step)
                        .toList());
    }

    /// Does it: nothing at all when a file is in the way.
    public void apply() {
        if (conflicts()) {
            throw new ScaffoldProblem("a file is in the way");
        }
        steps.stream().filter(Step::writes).forEach(this::write);
    }

    private void write(Step step) {
        Path file = root.resolve(step.path());
        try {
            Path parent = file.toAbsolutePath().getParent();
            Files.createDirectories(parent == null ? root : parent);
            inside(root, file);
            WholeFile.write(file, step.after(), "rw-rw-rw-");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static boolean exists(Path root, String path) {
        return Files.exists(root.resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    private static String read(Path root, String path) {
        Path file = root.resolve(path);
        try {
            if (!exists(root, path)) {
                return "";
            }
            inside(root, file);
            return Files.readString(file);
        } catch (IOException e) {
            throw new ScaffoldProblem(file + " is there, but is not a text that can be read");
        }
    }

    /// A link could lead out of the folder: what is written goes to plain files only.
    private static void inside(Path root, Path file) throws IOException {
        boolean link = Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !isPlain(file);
        Path parent = file.toAbsolutePath().getParent();
        if (link || parent == null || !parent.toRealPath().startsWith(root.toRealPath())) {
            throw new ScaffoldProblem(file + " is a link or no file; it is left alone");
        }
    }

    private static boolean isPlain(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }
}
