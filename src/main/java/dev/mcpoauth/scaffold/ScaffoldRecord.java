package dev.mcpoauth.scaffold;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What was answered and written, kept in `.mcp-oauth/scaffold/NAME.json` so that `init update` can
/// tell an edit of the author's from a change of the templates. It holds no secret; commit it.
///
/// @param provider the answers
/// @param template the version of the templates
/// @param program the version of the program that wrote it, which a pom names
/// @param files SHA-256 of each file as it was rendered
public record ScaffoldRecord(
        NewProvider provider, String template, String program, Map<String, String> files) {
    static final String FOLDER = ".mcp-oauth/scaffold";

    /// Copies the map.
    public ScaffoldRecord {
        files = new LinkedHashMap<>(files);
    }

    /// What this plan leaves behind.
    static ScaffoldRecord of(NewProvider provider, String program, Map<String, String> rendered) {
        Map<String, String> files = new LinkedHashMap<>();
        rendered.forEach((path, text) -> files.put(path, sha256(text)));
        return new ScaffoldRecord(provider, Templates.VERSION, program, files);
    }

    /// Its own file, below the folder of the scaffold.
    static String path(String name) {
        return FOLDER + "/" + Naming.provider(name) + ".json";
    }

    /// The records below this folder, by name.
    public static List<String> names(Path root) {
        try (Stream<Path> files = Files.list(root.resolve(FOLDER))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /// The record of this name; empty when there is none. Its answers are checked as at first.
    public static Optional<ScaffoldRecord> read(Path root, String name) {
        Path file = root.resolve(path(name));
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(of(Json.object(Files.readString(file))));
        } catch (IOException | JsonProblem | IllegalArgumentException e) {
            throw new ScaffoldProblem(file + " is no record of init provider: " + e.getMessage());
        }
    }

    private static ScaffoldRecord of(Map<String, Object> json) {
        Map<String, Object> answers = map(json.get("answers"));
        NewProvider provider =
                new NewProvider(
                        text(answers, "name"),
                        text(answers, "class_name"),
                        text(answers, "package"),
                        Layout.valueOf(text(answers, "layout").toUpperCase(Locale.ROOT)),
                        Boolean.parseBoolean(text(answers, "tests")),
                        map(answers.get("service")));
        Map<String, String> files = new LinkedHashMap<>();
        map(json.get("files")).forEach((path, hash) -> files.put(path, hash.toString()));
        return new ScaffoldRecord(provider, text(json, "template"), text(json, "program"), files);
    }

    /// The record as JSON, for people to read and for version control.
    String json() {
        Map<String, Object> answers = new LinkedHashMap<>();
        answers.put("name", provider.name());
        answers.put("class_name", provider.className());
        answers.put("package", provider.packageName());
        answers.put("layout", provider.layout().name().toLowerCase(Locale.ROOT));
        answers.put("tests", provider.tests());
        answers.put("service", provider.service());
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("schema", 1);
        whole.put("template", template);
        whole.put("program", program);
        whole.put("answers", answers);
        whole.put("files", files);
        return Json.pretty(whole) + "\n";
    }

    /// The hash by which files are compared.
    public static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String text(Map<String, Object> json, String name) {
        Object value = json.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value.toString();
    }

    private static Map<String, Object> map(@org.jspecify.annotations.Nullable Object value) {
        Map<String, Object> all = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> all.put(String.valueOf(key), each));
        }
        return all;
    }
}
