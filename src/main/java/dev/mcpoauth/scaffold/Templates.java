package dev.mcpoauth.scaffold;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns checked answers into files.
///
/// A template has `{{name}}` for a value, escaped for its kind of file, and the lines between
/// `{{#name}}` and `{{/name}}` only where that holds.
public final class Templates {
    /// The templates' own version: it grows whenever what they write changes.
    public static final String VERSION = "1";

    private static final Pattern SECTION =
            Pattern.compile("(?ms)^\\{\\{#(\\w+)}}\\n(.*?)^\\{\\{/\\1}}\\n");
    private static final Pattern VALUE = Pattern.compile("\\{\\{(\\w+)}}");
    private static final String SETTINGS = "mcp-oauth.json";

    private Templates() {}

    /// The new provider's files by path, in the order that they are told; not the settings file.
    public static Map<String, String> render(NewProvider provider, String version) {
        Map<String, String> files = new LinkedHashMap<>();
        Map<String, String> values = values(provider, version);
        paths(provider)
                .forEach((path, template) -> files.put(path, render(template, path, values)));
        return files;
    }

    /// The provider's entry in the settings: where its class is, or all that is known.
    public static Map<String, Object> entry(NewProvider provider) {
        return provider.layout() == Layout.SPEC
                ? provider.service()
                : Map.of("source", source(provider));
    }

    /// The name of the settings file.
    public static String settingsFile() {
        return SETTINGS;
    }

    /// Where the class is, below the folder of the scaffold.
    public static String source(NewProvider provider) {
        String root = provider.layout() == Layout.MAVEN ? "src/main/java/" : "";
        return root + folder(provider) + provider.className() + ".java";
    }

    private static String folder(NewProvider provider) {
        return provider.packageName().isEmpty()
                ? ""
                : provider.packageName().replace('.', '/') + "/";
    }

    private static Map<String, String> paths(NewProvider provider) {
        String test = folder(provider) + provider.className() + "Test.java";
        Map<String, String> paths = new LinkedHashMap<>();
        switch (provider.layout()) {
            case SPEC -> {}
            case FOLDER -> {
                paths.put(source(provider), "Provider.java");
                if (provider.tests()) {
                    paths.put(test, "FolderTest.java");
                }
                paths.put(folder(provider) + provider.className() + ".md", "README.md");
            }
            case MAVEN -> {
                paths.put("pom.xml", "pom.xml");
                paths.put(source(provider), "Provider.java");
                paths.put(
                        "src/main/resources/META-INF/services/dev.mcpoauth.provider.OAuthProvider",
                        "services");
                if (provider.tests()) {
                    paths.put("src/test/java/" + test, "MavenTest.java");
                }
                paths.put("README.md", "README.md");
            }
        }
        return paths;
    }

    private static Map<String, String> values(NewProvider provider, String version) {
        boolean maven = provider.layout() == Layout.MAVEN;
        Map<String, String> values = new LinkedHashMap<>();
        values.put("name", provider.name());
        values.put("title", provider.title());
        values.put("class", provider.className());
        values.put("package", provider.packageName());
        values.put("source", source(provider));
        values.put("test", folder(provider) + provider.className() + "Test.java");
        values.put("version", version);
        values.put("spec", Text.json(provider.service(), ""));
        values.put("maven", maven ? "yes" : "");
        values.put("folder", maven ? "" : "yes");
        values.put("tests", provider.tests() ? "yes" : "");
        boolean own = !provider.service().containsKey("preset");
        values.put("own", own ? "yes" : "");
        values.put("preset", String.valueOf(provider.service().getOrDefault("preset", "")));
        return values;
    }

    private static String render(String template, String path, Map<String, String> values) {
        String text = read("provider/" + template);
        String chosen = text;
        for (Matcher section = SECTION.matcher(text);
                section.find();
                section = SECTION.matcher(chosen)) {
            String kept = value(values, section.group(1)).isEmpty() ? "" : section.group(2);
            chosen = chosen.substring(0, section.start()) + kept + chosen.substring(section.end());
        }
        Text kind = Text.of(path);
        StringBuilder whole = new StringBuilder();
        for (String line : chosen.split("(?<=\n)", -1)) {
            String indent = line.substring(0, line.length() - line.stripLeading().length());
            whole.append(
                    VALUE.matcher(line)
                            .replaceAll(found ->
                                    Matcher.quoteReplacement(
                                            filled(kind, values, found.group(1), indent))));
        }
        return whole.toString();
    }

    /// A value of several lines keeps the indent of the line that it stands in.
    private static String filled(
            Text kind, Map<String, String> values, String name, String indent) {
        List<String> lines = value(values, name).lines().map(kind::escape).toList();
        return String.join("\n" + indent, lines);
    }

    private static String value(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("no template value " + name);
        }
        return value;
    }

    static String read(String template) {
        String name = "/templates/" + template;
        try (InputStream in = Templates.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }
}
