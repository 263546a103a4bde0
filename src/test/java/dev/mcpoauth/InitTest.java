package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.cli.App;
import dev.mcpoauth.cli.Terminal;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.testkit.FakeService;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the init commands say and do to files.
final class InitTest {
    @TempDir Path folder;
    @TempDir Path data;

    private String out = "";
    private String err = "";

    @Test
    void a_provider_is_written_with_what_to_do_next() throws IOException {
        assertEquals(0, provider("acme"));
        assertEquals(
                """
                  create    AcmeProvider.java
                  create    AcmeProviderTest.java
                  create    AcmeProvider.md
                  create    mcp-oauth.json
                  create    .mcp-oauth/scaffold/acme.json
                Next steps
                  1. Register an app: Acme
                       callback URL   http://127.0.0.1:8787/callback/acme   (copy exactly)
                  2. Put the service's own addresses where it says .example
                  3. cd FOLDER
                  4. mcp-oauth config trust   (again after an edit of the class)
                  5. mcp-oauth provider credentials acme --client-id ID --client-secret-stdin
                  6. java -cp "$(mcp-oauth classpath)" AcmeProviderTest.java   (with JDK 25)
                  7. mcp-oauth provider check acme
                  8. mcp-oauth serve --watch
                  9. mcp-oauth login acme
                """,
                out.replace(folder.toString(), "FOLDER"));
        assertEquals("", err);
        assertEquals(
                """
                {
                  "providers": {
                    "acme": {
                      "source": "AcmeProvider.java"
                    }
                  }
                }
                """,
                read("mcp-oauth.json"));
    }

    @Test
    void the_same_again_changes_nothing() {
        assertEquals(0, provider("acme"));
        assertEquals(0, provider("acme"));
        assertFalse(out.contains("create"), out);
        assertTrue(out.contains("  identical AcmeProvider.java\n"), out);
    }

    @Test
    void a_file_in_the_way_stops_everything_until_it_is_said_what_to_do() throws IOException {
        Files.writeString(folder.resolve("AcmeProviderTest.java"), "mine");
        assertEquals(6, provider("acme"));
        assertTrue(out.contains("  conflict  AcmeProviderTest.java"), out);
        assertTrue(err.contains("AcmeProviderTest.java: there already and different"), err);
        assertFalse(Files.exists(folder.resolve("AcmeProvider.java")));
        assertEquals(0, provider("acme", "--skip-existing"));
        assertTrue(out.contains("  skip      AcmeProviderTest.java"), out);
        assertEquals("mine", read("AcmeProviderTest.java"));
        assertEquals(0, provider("acme", "--force"));
        assertTrue(out.contains("  overwrite AcmeProviderTest.java"), out);
        assertTrue(read("AcmeProviderTest.java").contains("AcmeProvider"));
    }

    @Test
    void a_dry_run_and_a_diff_change_nothing() throws IOException {
        assertEquals(0, provider("acme", "--dry-run"));
        assertTrue(out.contains("  create    AcmeProvider.java"), out);
        try (var files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
        provider("acme");
        Files.writeString(
                folder.resolve("AcmeProvider.java"),
                read("AcmeProvider.java").replace("\"Acme\"", "\"Mine\""));
        assertEquals(0, provider("acme", "--diff"));
        assertTrue(out.contains("    -       \"title\": \"Mine\",\n"), out);
        assertTrue(out.contains("    +       \"title\": \"Acme\",\n"), out);
    }

    @Test
    void a_service_that_publishes_its_endpoints_is_discovered() throws IOException {
        try (FakeService service = FakeService.start()) {
            assertEquals(0, provider("acme", "--discover", service.baseUrl()), () -> err);
            String java = read("AcmeProvider.java");
            assertTrue(java.contains("\"token_url\": \"" + service.baseUrl() + "/token\""), java);
            assertTrue(java.contains("\"revoke_url\": \"" + service.baseUrl()), java);
        }
        assertEquals(2, provider("other", "--discover", "ftp://acme.example"));
        assertEquals(4, provider("other", "--discover", "http://127.0.0.1:1"));
    }

    @Test
    void a_link_in_the_way_is_never_followed() throws IOException {
        Path outside = Files.writeString(folder.resolve("outside"), "untouched");
        Path inside = Files.createDirectory(folder.resolve("project"));
        Files.createSymbolicLink(inside.resolve("AcmeProvider.java"), outside);
        assertEquals(2, run("init", "provider", "acme", "--dir", inside.toString(), "--force"));
        assertTrue(err.contains("is a link"), err);
        assertEquals("untouched", Files.readString(outside));
        Files.createSymbolicLink(inside.resolve("com"), folder);
        assertEquals(
                2,
                run(
                        "init",
                        "provider",
                        "corp",
                        "--package",
                        "com.acme",
                        "--dir",
                        inside.toString()));
        assertFalse(Files.exists(folder.resolve("acme/CorpProvider.java")));
    }

    @Test
    void bad_names_and_flags_are_usage_errors() {
        assertEquals(2, provider("../x"));
        assertEquals(2, provider("acme", "--preset", "nobody"));
        assertEquals(2, provider("acme", "--maven", "--spec-only"));
        assertEquals(2, provider("acme", "--token-auth", "magic"));
        assertEquals(2, provider("acme", "--token-url", "http://acme.example/"));
        assertEquals(2, provider("acme", "--force", "--skip-existing"));
        assertEquals(2, provider("acme", "--interactive"));
        assertTrue(err.contains("needs a terminal"), err);
    }

    @Test
    void settings_of_others_and_comments_stay() throws IOException {
        Files.writeString(
                folder.resolve("mcp-oauth.json"),
                "{\n  // ours\n  \"providers\": {\n    \"demo\": {} // here\n  }\n}\n");
        assertEquals(0, provider("acme"));
        String after = read("mcp-oauth.json");
        assertTrue(after.contains("// ours") && after.contains("// here"), after);
        assertTrue(Json.objectWithComments(after).toString().contains("acme={source="), after);
        assertEquals(0, provider("other", "--spec-only"));
        assertTrue(read("mcp-oauth.json").contains("https://other.example/oauth/token"));
    }

    @Test
    void settings_that_say_something_else_are_in_the_way() throws IOException {
        Files.writeString(
                folder.resolve("mcp-oauth.json"),
                "{\"providers\":{\"acme\":{\"source\":\"Old.java\",\"client_id\":\"7\"}}}");
        assertEquals(6, provider("acme"));
        assertEquals(0, provider("acme", "--force"));
        assertTrue(read("mcp-oauth.json").contains("\"client_id\" : \"7\""), "kept");
        assertTrue(read("mcp-oauth.json").contains("AcmeProvider.java"));
    }

    @Test
    void json_tells_the_files_and_what_is_next() {
        assertEquals(0, provider("acme", "--json", "--dry-run"));
        var body = Json.object(out);
        assertEquals("acme", body.get("provider"));
        assertEquals("http://127.0.0.1:8787/callback/acme", body.get("redirect_uri"));
        assertEquals(5, ((List<?>) body.getOrDefault("files", List.of())).size());
    }

    @Test
    void update_tells_edits_of_the_author_from_changes_of_the_templates() throws IOException {
        provider("acme");
        assertEquals(0, run("init", "update", "--check", "--dir", folder.toString()));
        String edited = read("AcmeProvider.java") + "// mine\n";
        Files.writeString(folder.resolve("AcmeProvider.java"), edited);
        assertEquals(0, run("init", "update", "acme", "--check", "--dir", folder.toString()));
        assertTrue(out.contains("  skip      AcmeProvider.java"), out);
        // an older template wrote these two
        Files.writeString(folder.resolve("AcmeProvider.md"), "old");
        recorded("AcmeProvider.md", "old");
        recorded("AcmeProvider.java", "old too");
        assertEquals(8, run("init", "update", "--check", "--dir", folder.toString()));
        assertEquals("old", read("AcmeProvider.md"));
        assertEquals(6, run("init", "update", "--dir", folder.toString()));
        assertTrue(out.contains("  conflict  AcmeProvider.java"), out);
        assertTrue(out.contains("  overwrite AcmeProvider.md"), out);
        assertEquals("old", read("AcmeProvider.md"));
        assertEquals(0, run("init", "update", "--force", "--dir", folder.toString()));
        assertTrue(read("AcmeProvider.md").contains("# Acme"));
        assertFalse(read("AcmeProvider.java").contains("// mine"));
        assertEquals(5, run("init", "update", "nobody", "--dir", folder.toString()));
    }

    @Test
    void a_changed_record_is_checked_like_answers() throws IOException {
        provider("acme");
        Path file = folder.resolve(".mcp-oauth/scaffold/acme.json");
        Files.writeString(file, Files.readString(file).replace("AcmeProvider\"", "../../X\""));
        assertEquals(2, run("init", "update", "--dir", folder.toString()));
    }

    @Test
    void a_project_gets_settings_ignored_files_and_a_script() throws IOException {
        Files.writeString(folder.resolve(".gitignore"), "target/");
        assertEquals(0, run("init", "project", folder.toString()));
        assertTrue(out.contains("\n  1. cd " + folder + "\n  2. mcp-oauth provider add"), out);
        assertTrue(read(".gitignore").startsWith("target/\n# mcp-oauth"));
        assertTrue(Files.isExecutable(folder.resolve("call-api.sh")));
        assertEquals(0, run("init", "project", folder.toString()));
        assertTrue(out.contains("  identical .gitignore"), out);
        assertEquals(0, provider("acme"));
        assertTrue(read("mcp-oauth.json").contains("// Settings of this project"));
    }

    @Test
    void the_class_path_is_printed_for_scripts() {
        assertEquals(0, run("classpath"));
        assertEquals(1, out.lines().count());
        assertTrue(out.startsWith("/"), out);
    }

    private void recorded(String path, String text) throws IOException {
        Path file = folder.resolve(".mcp-oauth/scaffold/acme.json");
        Files.writeString(
                file,
                Files.readString(file)
                        .replaceAll(
                                "(\"" + path + "\" : \")[0-9a-f]+",
                                "$1" + dev.mcpoauth.scaffold.ScaffoldRecord.sha256(text)));
    }

    private String read(String path) throws IOException {
        return Files.readString(folder.resolve(path));
    }

    @Test
    void a_service_that_is_there_is_asked_for_no_scope_that_nobody_named() throws IOException {
        assertEquals(0, provider("acme", "--authorize-url", "https://acme.test/authorize"));

        String source = Files.readString(folder.resolve("AcmeProvider.java"));
        assertTrue(source.contains("\"scopes\": []"), source);
    }

    private int provider(String... args) {
        List<String> all = new ArrayList<>(List.of("init", "provider"));
        all.addAll(List.of(args));
        all.addAll(List.of("--dir", folder.toString()));
        return run(all.toArray(String[]::new));
    }

    private int run(String... args) {
        StringWriter said = new StringWriter();
        StringWriter talk = new StringWriter();
        Terminal terminal = new Terminal(new PrintWriter(said), new PrintWriter(talk));
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--data-dir", data.toString()));
        int exit = new App(new Main(Map.of()), terminal).run(all.toArray(String[]::new));
        out = said.toString();
        err = talk.toString();
        return exit;
    }
}
