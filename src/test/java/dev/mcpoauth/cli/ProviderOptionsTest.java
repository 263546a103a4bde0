package dev.mcpoauth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.provider.ProviderProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which providers `serve` offers.
final class ProviderOptionsTest {
    @TempDir Path folder;

    @Test
    void without_a_word_all_of_the_settings_are_offered() {
        assertEquals(Set.of("acme", "github"), chosen().keySet());
    }

    @Test
    void names_choose_among_the_settings() {
        assertEquals(Set.of("github"), chosen("github").keySet());
        CliError unknown = assertThrows(CliError.class, () -> chosen("nobody"));
        assertEquals(ExitCode.NOT_FOUND, unknown.exit());
    }

    @Test
    void a_file_is_named_by_its_class_and_keeps_what_the_settings_say() throws IOException {
        CliError missing =
                assertThrows(CliError.class, () -> chosen(folder + "/AcmeProvider.java"));
        assertEquals(ExitCode.USAGE, missing.exit());
        Files.writeString(folder.resolve("AcmeProvider.java"), "");
        Map<String, Map<String, Object>> all = chosen(folder + "/AcmeProvider.java");
        assertEquals(
                Map.of("client_id", "7", "source", folder + "/AcmeProvider.java"), all.get("acme"));
        assertEquals(Set.of("other"), chosen("other=" + folder + "/AcmeProvider.java").keySet());
    }

    @Test
    void every_provider_of_a_jar_is_offered() throws IOException {
        Path jar = folder.resolve("both.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("META-INF/services/dev.mcpoauth.provider.OAuthProvider"));
            out.write(
                    "com.acme.AProvider\n# and\ncom.acme.BProvider\n"
                            .getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(Set.of("a", "b"), chosen(jar.toString()).keySet());
        assertThrows(ProviderProblem.class, () -> chosen(folder.resolve("no.jar").toString()));
    }

    @Test
    void watch_is_for_all_that_are_offered() {
        ProviderOptions options = new ProviderOptions();
        options.watch = true;
        options.choose(settings())
                .providers()
                .values()
                .forEach(each -> assertEquals(true, each.get("watch")));
    }

    @Test
    void settings_cannot_ask_for_it() {
        Map<String, Object> own = Map.of("source", "AcmeProvider.java", "watch", true);
        Settings settings = SettingsReader.of(Map.of("providers", Map.of("acme", own)), folder);
        Settings offered = new ProviderOptions().choose(settings);
        offered.providers().values().forEach(each -> assertEquals(false, each.get("watch")));
    }

    private Map<String, Map<String, Object>> chosen(String... names) {
        ProviderOptions options = new ProviderOptions();
        options.providers = List.of(names);
        return options.choose(settings()).providers();
    }

    private Settings settings() {
        return SettingsReader.of(
                Map.of("providers", Map.of("acme", Map.of("client_id", "7"), "github", Map.of())),
                folder);
    }
}
