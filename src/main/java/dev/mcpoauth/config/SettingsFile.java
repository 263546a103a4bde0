package dev.mcpoauth.config;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// A settings file that people write and we add to: what stands in it, comments and all, stays as
/// it is.
public final class SettingsFile {
    private final Path file;
    private final Path locks;

    /// The file at this path, which need not exist yet.
    ///
    /// @param locks the folder of the [EditLock]
    public SettingsFile(Path file, Path locks) {
        this.file = file;
        this.locks = locks;
    }

    /// Where it is.
    public Path path() {
        return file;
    }

    /// True when the file has this member of this object, such as `github` of `providers`.
    public boolean has(String object, String member) {
        return Files.exists(file)
                && load(text()).get(object) instanceof Map<?, ?> all
                && all.containsKey(member);
    }

    /// Puts a new first member into an object of the file; false when it is there already; throws
    /// [SettingsProblem].
    public boolean put(String object, String member, Map<String, Object> value) {
        try (EditLock _ = EditLock.in(locks)) {
            if (has(object, member)) {
                return false;
            }
            String old = Files.exists(file) ? text() : "{\n}\n";
            load(old);
            String entry = Json.write(member) + ": " + indented(Json.pretty(value));
            write(insert(old, object, entry));
            return true;
        }
    }

    private static String insert(String old, String object, String entry) {
        JsonSpans spans = new JsonSpans(old);
        Optional<JsonSpans.Span> found = spans.member(object);
        if (found.isPresent()) {
            int inside = found.get().valueStart() + 1;
            String rest = old.substring(inside);
            String comma = spans.isEmpty(object) ? "\n  " : ",";
            return old.substring(0, inside) + "\n    " + entry + comma + rest;
        }
        int inside = spans.rootStart() + 1;
        String comma = spans.isEmpty() ? "\n" : ",";
        return old.substring(0, inside)
                + "\n  "
                + Json.write(object)
                + ": {\n    "
                + entry
                + "\n  }"
                + comma
                + old.substring(inside).replaceFirst("^\n(?=})", "");
    }

    /// Takes a member out of an object of the file; false when it is not there.
    public boolean remove(String object, String member) {
        try (EditLock _ = EditLock.in(locks)) {
            return taken(object, member);
        }
    }

    private boolean taken(String object, String member) {
        if (!has(object, member)) {
            return false;
        }
        String old = text();
        JsonSpans.Span span = new JsonSpans(old).member(object, member).orElseThrow();
        // the comma before a member goes with it; the first has only one behind it
        String rest = old.substring(span.end());
        String kept = span.first() ? rest.replaceFirst("^\\s*,", "") : rest;
        write(old.substring(0, span.start()) + kept);
        return true;
    }

    private static String indented(String json) {
        return json.replace("\n", "\n    ");
    }

    private Map<String, Object> load(String text) {
        try {
            return Json.objectWithComments(text);
        } catch (JsonProblem e) {
            throw new SettingsProblem(file + ": " + e.getMessage());
        }
    }

    private String text() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new SettingsProblem("cannot read " + file);
        }
    }

    /// Whole or not at all, and never something that could not be read again.
    private void write(String text) {
        load(text);
        try {
            WholeFile.write(file, text, "rw-rw-rw-");
        } catch (IOException e) {
            throw new SettingsProblem("cannot write " + file);
        }
    }
}
