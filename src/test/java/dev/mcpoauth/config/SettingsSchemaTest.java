package dev.mcpoauth.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.config.SettingsSchema.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The schema and the reader know the same settings: what the schema has changes something, and
/// what it has not is refused.
final class SettingsSchemaTest {
    /// A value for each setting that is not its usual one.
    private static final Map<String, Object> OTHER =
            Map.ofEntries(
                    Map.entry("issuer", "https://auth.example"),
                    Map.entry("listen.host", "127.0.0.2"),
                    Map.entry("listen.port", 1234),
                    Map.entry("listen.tls_cert", "c.pem"),
                    Map.entry("listen.tls_key", "k.pem"),
                    Map.entry("listen.allow_http_public", true),
                    Map.entry("listen.public_names", List.of("a.example")),
                    Map.entry("listen.trusted_proxies", List.of("10.0.0.1")),
                    Map.entry("database", "/tmp/other.db"),
                    Map.entry("database_password_file", "/tmp/password"),
                    Map.entry("database_password_command", "pass db"),
                    Map.entry("audit.keep", "forever"),
                    Map.entry("key_file", "/tmp/other.key"),
                    Map.entry("key_command", "pass x"),
                    Map.entry("key_keyring", true),
                    Map.entry("providers", Map.of("p", Map.of("type", "oauth2"))),
                    Map.entry("resources", Map.of("r", Map.of("provider", "p"))),
                    Map.entry("tokens.code_ttl", "1m"),
                    Map.entry("tokens.access_ttl", "2h"),
                    Map.entry("tokens.refresh_ttl", "2d"),
                    Map.entry("tokens.refresh_max", "3d"),
                    Map.entry("tokens.refresh_grace", "2s"),
                    Map.entry("tokens.pending_ttl", "1m"),
                    Map.entry("registration", "off"),
                    Map.entry("listen.operations", "127.0.0.1:9464"),
                    Map.entry("rate_limits", false),
                    Map.entry("rate_limits.register", 1),
                    Map.entry("rate_limits.authorize", 1),
                    Map.entry("rate_limits.documents", 1),
                    Map.entry("rate_limits.failures", 1),
                    Map.entry("log.requests", "json"),
                    Map.entry("cimd.allow_loopback", true),
                    Map.entry("inspector", false));

    /// What must be set beside one for it to count.
    private static final Map<String, Map<String, Object>> BESIDE =
            Map.of(
                    "listen.tls_cert", Map.of("listen.tls_key", "k.pem"),
                    "listen.tls_key", Map.of("listen.tls_cert", "c.pem"));

    private final SettingsSchema schema = new SettingsSchema();
    @TempDir Path folder;

    @Test
    void every_setting_of_the_schema_has_an_effect() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        for (Entry entry : schema.entries()) {
            if (!entry.name().equals("$schema")) {
                names.add(entry.name());
            }
        }
        assertEquals(new TreeSet<>(OTHER.keySet()), names);
        Settings usual = read(Map.of());
        for (String name : names) {
            Map<String, Object> values = new HashMap<>(BESIDE.getOrDefault(name, Map.of()));
            values.put(name, OTHER.get(name));
            if (name.equals("listen.allow_http_public")) {
                Map<String, Object> open = Map.of("issuer", "http://auth.example", name, true);
                assertEquals("http://auth.example", read(open).issuer());
                assertThrows(
                        SettingsProblem.class, () -> read(Map.of("issuer", "http://auth.example")));
            } else {
                assertNotEquals(usual, read(values), name);
            }
        }
    }

    @Test
    void the_usual_values_of_the_schema_are_the_readers() throws IOException {
        Map<String, Object> usual = new TreeMap<>();
        for (Entry entry : schema.entries()) {
            entry.usual().ifPresent(value -> usual.put(entry.name(), value));
        }
        assertTrue(usual.size() > 10, usual::toString);
        assertEquals(read(Map.of()), read(usual));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{\"isuer\":1}|1:2|'isuer' is not a setting",
                "{\"listen\":{\"prt\":1}}|1:12|'listen.prt' is not a setting",
                "{\"listen\":{\"port\":99999}}|1:12|is a number from 0 to 65535, not 99999",
                "{\"listen\":[]}|1:2|must be an object, not an array",
                "{\"registration\":\"x\"}|1:2|is one of open, token, off",
                "{\"tokens\":{\"access_ttl\":\"soon\"}}|1:12|is not a duration",
                "{\"issuer\":\"http://a.example\"}|1:2|must be https",
                "{\"resources\":{\"r\":{\"scopes\":1}}}|1:20|must be an array or a string",
                "{\"registration\":|1:17|not the JSON",
            })
    void a_wrong_setting_is_told_with_file_line_and_column(
            String text, String place, String message) throws IOException {
        Path file = folder.resolve("config.json");
        Files.writeString(file, text);
        SettingsProblem problem =
                assertThrows(
                        SettingsProblem.class,
                        () -> reader().read(new Overrides(null, folder.toString(), Map.of())));
        String said = String.valueOf(problem.getMessage());
        assertTrue(said.contains(message), said);
        boolean json = message.equals("not the JSON");
        assertTrue(said.contains(json ? "line 1, column 17" : file + ":" + place), said);
    }

    @Test
    void a_variable_for_the_key_is_stronger_than_a_file() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"key_keyring\": true}");
        Settings settings =
                new SettingsReader(Map.of("MCP_OAUTH_KEY_CMD", "pass x"), folder)
                        .read(new Overrides(null, folder.toString(), Map.of()));
        assertEquals(new KeySource.FromCommand("pass x"), settings.key());
        Files.writeString(
                folder.resolve("config.json"), "{\"key_keyring\": true, \"key_file\": \"k\"}");
        assertThrows(
                SettingsProblem.class,
                () -> reader().read(new Overrides(null, folder.toString(), Map.of())));
    }

    private SettingsReader reader() {
        return new SettingsReader(Map.of(), folder);
    }

    private Settings read(Map<String, Object> values) throws IOException {
        Files.deleteIfExists(folder.resolve("config.json"));
        return reader().read(new Overrides(null, folder.toString(), values));
    }
}
