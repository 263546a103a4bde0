package dev.mcpoauth.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsFileTest {
    private static final Map<String, Object> GITHUB = Map.of("preset", "github");

    @TempDir Path folder;

    @Test
    void a_new_file_is_written() throws IOException {
        SettingsFile file = file(null);

        file.put("providers", "github", GITHUB);

        assertEquals(
                """
                {
                  "providers": {
                    "github": {
                      "preset" : "github"
                    }
                  }
                }
                """,
                text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{ \"providers\": {} }",
                "{\"issuer\": \"https://a.example\", \"providers\": {\"x\": {\"preset\": \"demo\"}}}",
                "{\n  // our own\n  \"providers\": {\n    // the first\n    \"x\": {}, /* c */\n"
                        + "    \"y\": {\"a\": [1, {\"b\": 2}]}\n  },\n  \"listen\": {\"port\": 0}\n}",
                "{\"providers\": {\"x\": 1.5, \"y\": \"}\\\"\", \"z\": null}, \"tokens\": {}}"
            })
    void what_is_put_in_can_be_taken_out_and_the_rest_stays(String before) throws IOException {
        SettingsFile file = file(before);
        Map<String, Object> old = Json.objectWithComments(before);

        file.put("providers", "github", GITHUB);
        assertTrue(file.has("providers", "github"));
        Map<String, Object> with = Json.objectWithComments(text());
        assertEquals(GITHUB, providers(with).get("github"));
        assertTrue(with.keySet().containsAll(old.keySet()));

        assertTrue(file.remove("providers", "github"));
        assertEquals(providers(old), providers(Json.objectWithComments(text())));
        for (String comment : new String[] {"// our own", "// the first", "/* c */"}) {
            assertEquals(before.contains(comment), text().contains(comment), comment);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "c"})
    void any_member_can_be_taken_out(String name) throws IOException {
        SettingsFile file = file("{\"providers\": {\"a\": {}, \"b\": \"x\", \"c\": [1, 2] }}");

        assertTrue(file.remove("providers", name));

        assertFalse(file.has("providers", name));
        assertEquals(2, providers(Json.objectWithComments(text())).size());
        assertFalse(file.remove("providers", name), "it is gone");
    }

    @Test
    void a_file_that_cannot_be_read_is_not_written() throws IOException {
        SettingsFile file = file("{\"providers\": {");

        assertThrows(SettingsProblem.class, () -> file.put("providers", "github", GITHUB));

        assertEquals("{\"providers\": {", text());
    }

    @Test
    void changes_at_the_same_time_are_all_kept_and_so_are_the_mode_and_a_link() throws Exception {
        Path real = Files.writeString(folder.resolve("real.json"), "{}");
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-------"));
        Files.createSymbolicLink(path(), real);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                String name = "p" + i;
                threads.execute(() ->
                        new SettingsFile(path(), folder.resolve("state"))
                                .put("providers", name, GITHUB));
            }
        }

        assertEquals(20, providers(Json.objectWithComments(text())).size());
        assertFalse(file(null).put("providers", "p1", GITHUB), "it is there already");
        assertTrue(Files.isSymbolicLink(path()));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(real)));
        try (var left = Files.list(folder)) {
            assertEquals(3, left.count(), "the file, its link and the state");
        }
    }

    @Test
    void a_link_to_a_file_that_is_not_there_yet_stays_a_link() throws IOException {
        Path real = Files.createDirectory(folder.resolve("kept")).resolve("real.json");
        Files.createSymbolicLink(folder.resolve("kept/next.json"), Path.of("real.json"));
        Files.createSymbolicLink(path(), Path.of("kept/next.json"));

        assertTrue(file(null).put("providers", "github", GITHUB));

        assertTrue(Files.isSymbolicLink(path()));
        assertTrue(Files.isRegularFile(real));
        Files.delete(path());
        Files.createSymbolicLink(path(), path());
        assertThrows(SettingsProblem.class, () -> file(null).put("providers", "github", GITHUB));
    }

    private static Map<?, ?> providers(Map<String, Object> settings) {
        return settings.get("providers") instanceof Map<?, ?> all ? all : Map.of();
    }

    private SettingsFile file(@org.jspecify.annotations.Nullable String text) throws IOException {
        if (text != null) {
            Files.writeString(path(), text);
        }
        return new SettingsFile(path(), folder.resolve("state"));
    }

    private Path path() {
        return folder.resolve("mcp-oauth.json");
    }

    private String text() throws IOException {
        return Files.readString(path());
    }
}
