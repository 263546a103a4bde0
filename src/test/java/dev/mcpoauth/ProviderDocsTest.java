package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.provider.Catalogue;
import dev.mcpoauth.testkit.ProviderContract;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs every snippet of `docs/providers.md`.
final class ProviderDocsTest {
    private static final Path PAGE = Path.of("docs/providers.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+) ?(\\w*)\\n(.*?)^```$");

    @TempDir Path folder;

    /// One snippet.
    private record Snippet(String language, String name, String text) {}

    private static List<Snippet> snippets(String language) throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(PAGE));
        return block.results()
                .map(found -> new Snippet(found.group(1), found.group(2), found.group(3)))
                .filter(snippet -> snippet.language().equals(language))
                .toList();
    }

    static Stream<String> json() throws IOException {
        return snippets("json").stream().map(Snippet::text);
    }

    @ParameterizedTest
    @MethodSource("json")
    void a_provider_of_data_keeps_the_contract(String text) {
        providers(text)
                .forEach((name, settings) ->
                        ProviderContract.require(String.valueOf(name), strings(settings)));
    }

    private static Map<?, ?> providers(String text) {
        return Json.object(text).get("providers") instanceof Map<?, ?> all ? all : Map.of();
    }

    private static Map<String, Object> strings(Object settings) {
        return Json.object(Json.write(settings));
    }

    @Test
    void a_provider_of_java_is_compiled_and_keeps_the_contract() throws IOException {
        Snippet strange = named("java", "Strange");
        Path source = folder.resolve("StrangeProvider.java");
        Files.writeString(source, strange.text());

        ProviderContract.require("strange", Map.of("source", source.toString()));
    }

    @Test
    void the_test_that_an_author_writes_passes() throws Exception {
        Path source = folder.resolve("AcmeTest.java");
        Files.writeString(source, named("java", "test").text());
        StringWriter said = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        boolean compiled =
                compiler.getTask(
                                said,
                                null,
                                null,
                                List.of("-proc:none", "-d", folder.toString()),
                                null,
                                compiler.getStandardFileManager(null, null, null)
                                        .getJavaFileObjects(source))
                        .call();
        assertTrue(compiled, said::toString);
        try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Constructor<?> made = loader.loadClass("AcmeTest").getDeclaredConstructor();
            made.setAccessible(true);
            Object test = made.newInstance();
            Method run = test.getClass().getDeclaredMethod("acme_keeps_the_contract");
            run.setAccessible(true);
            run.invoke(test);
        }
    }

    @Test
    void the_commands_work_as_they_stand() throws Exception {
        Path secret = folder.resolve("secret.txt");
        Files.writeString(secret, "s3cr3t\n");
        try (CliWorld world = new CliWorld(folder)) {
            for (Snippet snippet : snippets("console")) {
                for (String line : snippet.text().lines().toList()) {
                    String command = line.substring("$ mcp-oauth ".length());
                    String[] halves = command.split(" < ", 2);
                    String input = halves.length > 1 ? Files.readString(secret) : "";
                    CliWorld.Ended ended = world.run(List.of(halves[0].split(" ", -1)), input);
                    assertEquals(0, ended.exit(), () -> line + "\n" + ended.err());
                }
            }
        }
    }

    @Test
    void the_settings_that_are_named_are_the_settings_there_are() throws IOException {
        String page = Files.readString(PAGE);
        Set<String> unnamed = new TreeSet<>(new dev.mcpoauth.provider.LintProvider().settings());
        unnamed.removeIf(
                name -> page.contains("`" + name + "`") || page.contains("\"" + name + "\""));
        unnamed.removeAll(
                Set.of(
                        "title",
                        "behaviour",
                        "register_url",
                        "redirect_rule",
                        "quirks",
                        "docs",
                        "confidence",
                        "doubts",
                        "client_id",
                        "client_secret",
                        "source",
                        "jar",
                        "class",
                        "watch",
                        "api_url",
                        "login_url",
                        "sites_url"));

        assertEquals(Set.of(), unnamed);
    }

    @Test
    void the_count_of_what_an_author_writes_is_right() throws IOException {
        String page = Files.readString(PAGE);
        int plain = one(providers(named("json", "plain").text())).size();
        int oidc = one(providers(named("json", "oidc").text())).size() - 1;
        long github =
                new Catalogue()
                        .entry("github").orElseThrow().keySet().stream()
                                .filter(name ->
                                        !Set.of(
                                                        "title",
                                                        "behaviour",
                                                        "base_url",
                                                        "api_url",
                                                        "register_url",
                                                        "redirect_rule",
                                                        "quirks",
                                                        "docs",
                                                        "confidence")
                                                .contains(name))
                                .count();
        long githubJava =
                code("src/main/java/dev/mcpoauth/provider/GithubClient.java").lines().count();
        long odd = code(named("java", "Strange").text().lines().toList()).lines().count();

        assertTrue(page.contains("| a plain OAuth 2.0 service | " + plain + " | 0 |"), "" + plain);
        assertTrue(page.contains("| a service with metadata | " + oidc + " | 0 |"), "" + oidc);
        assertTrue(
                page.contains("| GitHub from nothing | " + github + " | " + githubJava + ","),
                github + " " + githubJava);
        assertTrue(page.contains("as above | 3 | " + odd + " |"), "" + odd);
    }

    private static Map<String, Object> one(Map<?, ?> providers) {
        return strings(providers.values().iterator().next());
    }

    /// The lines that are code: without blank lines, imports, comments and package.
    private static String code(String file) throws IOException {
        return code(Files.readAllLines(Path.of(file)));
    }

    private static String code(List<String> lines) {
        return String.join(
                "\n",
                lines.stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .filter(line -> !line.matches("(import|package|//|\\{\"|\").*"))
                        .toList());
    }

    private static Snippet named(String language, String name) throws IOException {
        return snippets(language).stream()
                .filter(snippet -> snippet.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
