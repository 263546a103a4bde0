package dev.mcpoauth.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsReaderTest {
    @TempDir Path folder;
    private Path project;
    private Path home;

    @BeforeEach
    void folders() throws IOException {
        project = Files.createDirectory(folder.resolve("project"));
        home = Files.createDirectory(folder.resolve("home"));
    }

    @Test
    void without_files_the_defaults_hold() {
        Settings settings = read(Overrides.NONE);
        assertEquals("http://127.0.0.1:8787", settings.issuer());
        assertEquals(8787, settings.port());
        assertEquals("http://127.0.0.1:8787/mcp", url(settings));
        assertEquals(
                home.resolve(".local/state/mcp-oauth/mcp-oauth.db").toString(),
                settings.database());
        assertEquals(new KeySource.InFile(home.resolve(".config/mcp-oauth/key")), settings.key());
    }

    @Test
    void a_flag_beats_the_project_file_and_the_project_file_beats_the_user_file()
            throws IOException {
        write(
                home.resolve(".config/mcp-oauth/config.json"),
                """
                {"listen": {"port": 1000, "host": "::1"}, "tokens": {"access_ttl": "2h"}}
                """);
        write(
                project.resolve("mcp-oauth.json"),
                """
                // the project's own port
                {"listen": {"port": 2000}, "registration": "off"}
                """);
        Settings settings = read(new Overrides(null, null, Map.of("listen.port", 3000)));
        assertEquals(3000, settings.port());
        assertEquals("::1", settings.host());
        assertEquals("off", settings.registration());
        assertEquals(Duration.ofHours(2), settings.tokens().access());
    }

    @Test
    void a_data_dir_holds_the_database_and_the_key() {
        Settings settings = read(new Overrides(null, folder.resolve("one").toString(), Map.of()));
        assertEquals(folder.resolve("one/mcp-oauth.db").toString(), settings.database());
        assertEquals(new KeySource.InFile(folder.resolve("one/key")), settings.key());
    }

    @Test
    void the_door_is_as_the_file_says() throws IOException {
        assertEquals(DoorSettings.usual(true), read(Overrides.NONE).door());
        write(
                project.resolve("mcp-oauth.json"),
                """
                {"listen": {"public_names": ["a.example"], "trusted_proxies": ["127.0.0.1"]},
                 "rate_limits": {"register": 5, "failures": 0},
                 "log": {"requests": "json"}, "cimd": {"allow_loopback": true}}
                """);
        RateLimits limits =
                new RateLimits(5, RateLimits.USUAL.authorize(), RateLimits.USUAL.documents(), 0);
        assertEquals(
                new DoorSettings(
                        Set.of("a.example"), Set.of("127.0.0.1"), limits, "json", true, null),
                read(Overrides.NONE).door());
        write(project.resolve("mcp-oauth.json"), "{\"rate_limits\": false}");
        assertEquals(RateLimits.OFF, read(Overrides.NONE).door().limits());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://db/x", "postgresql://db/x", "postgres://db/x"})
    void a_postgresql_url_may_be_spelled_in_three_ways(String spelled) {
        Settings settings = read(new Overrides(null, null, Map.of("database", spelled)));
        assertEquals("jdbc:postgresql://db/x", settings.database());
        assertEquals(home.resolve(".config/mcp-oauth"), settings.dataDir());
    }

    @Test
    void a_resource_moves_with_the_issuer() {
        Settings moved = read(Overrides.NONE).at("http://127.0.0.1:4711", 4711);
        assertEquals("http://127.0.0.1:4711/mcp", url(moved));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"isuer\": \"http://127.0.0.1\"}",
                "{\"issuer\": \"http://example.org\"}",
                "{\"issuer\": \"https://example.org/?x=1\"}",
                "{\"issuer\": \"https://my_broker\"}",
                "{\"issuer\": \"https:///x\"}",
                "{\"issuer\": \"https://a b\"}",
                "{\"issuer\": \"https://user@example.org\"}",
                "{\"issuer\": \"https://example.org/a/../b\"}",
                "{\"issuer\": \"https://example.org/login/\"}",
                "{\"listen\": {\"port\": 70000}}",
                "{\"listen\": []}",
                "{\"registration\": \"maybe\"}",
                "{\"database\": \"jdbc:mysql://db/x\"}",
                "{\"database\": \"jdbc:postgresql://me:secret@db/x\"}",
                "{\"database\": \"postgres://db/x?user=me&password=secret\"}",
                "{\"tokens\": {\"access_ttl\": \"soon\"}}",
                "{\"tokens\": {\"code_ttl\": 0}}",
                "{\"tokens\": {\"refresh_ttl\": \"0d\"}}",
                "{\"tokens\": {\"refresh_max\": 0}}",
                "{\"tokens\": {\"pending_ttl\": \"0s\"}}",
                "{\"rate_limits\": 7}",
                "{\"rate_limits\": {\"register\": -1}}",
                "{\"rate_limits\": {\"registr\": 1}}",
                "{\"log\": {\"requests\": \"loud\"}}",
                "{\"listen\": {\"public_names\": \"one.example\"}}",
                "{\"issuer\": ",
            })
    void a_wrong_setting_is_refused_with_a_sentence(String text) throws IOException {
        write(project.resolve("mcp-oauth.json"), text);
        SettingsProblem problem = assertThrows(SettingsProblem.class, () -> read(Overrides.NONE));
        assertTrue(String.valueOf(problem.getMessage()).length() > 10, problem::getMessage);
        assertFalse(String.valueOf(problem.getMessage()).contains("secret"));
    }

    @ParameterizedTest
    @CsvSource({"30s,30", "5m,300", "1h,3600", "30d,2592000", "45,45"})
    void durations_are_written_as_people_write_them(String text, long seconds) {
        assertEquals(Duration.ofSeconds(seconds), Durations.parse(text));
    }

    private static String url(Settings settings) {
        return settings.resource(settings.issuer() + "/mcp").orElseThrow().url();
    }

    private Settings read(Overrides overrides) {
        return new SettingsReader(Map.of("HOME", home.toString()), project).read(overrides);
    }

    private static void write(Path file, String text) throws IOException {
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, text);
    }
}
