package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.quick.QuickToken;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.LastUses;
import dev.mcpoauth.store.ServiceAccounts;
import dev.mcpoauth.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A plain `token get` has the same answer with and without the command line: whatever the shortcut
/// answers, the command answers to the letter, and what it leaves alone it leaves as it was.
final class QuickTokenTest {
    @TempDir private Path folder;
    private CliWorld world;

    @BeforeEach
    void log_some_accounts_in() {
        world = new CliWorld(folder);
        try (Store store = store()) {
            link(store, "github", "octocat", Duration.ofHours(1));
            link(store, "github", "hubot", Duration.ofSeconds(90));
            link(store, "slack", "ann@example.org", Duration.ofDays(9));
            link(store, "old", "ann", Duration.ofSeconds(-5));
            link(store, "soon", "ann", Duration.ofSeconds(30));
            long ended = link(store, "ended", "ann", Duration.ofHours(1));
            store.database()
                    .write(tx -> {
                        store.accounts().note(tx, ended, Account.LOGIN_NEEDED, "refused");
                        return true;
                    });
        }
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Settings settings() {
        return reader().read(Overrides.NONE);
    }

    private SettingsReader reader() {
        return new SettingsReader(world.env(), folder);
    }

    private Store store() {
        try (Main main = new Main(world.env())) {
            return main.store(settings());
        }
    }

    private static long link(Store store, String provider, String login, Duration life) {
        Instant now = Instant.now();
        boolean lower = login.equals("hubot");
        ServiceToken token =
                new ServiceToken(
                        "token of " + login + " at " + provider,
                        lower ? "bearer" : "Bearer",
                        null,
                        now.plus(life),
                        null,
                        Scope.of("repo"),
                        Map.of("team", "t"));
        UserInfo user = new UserInfo("id-" + login, login, null, login, true, null);
        return store.database()
                .write(tx -> {
                    long id =
                            store.accounts()
                                    .link(
                                            tx,
                                            new ServiceAccounts.NewLogin(
                                                    provider, user, token, now))
                                    .id();
                    store.uses().note(tx, LastUses.Kind.ACCOUNT, id, now.minusSeconds(1800));
                    return id;
                });
    }

    /// The shortcut's answer, which the command's must equal.
    private Optional<String> both(String... args) {
        Optional<String> quick = new QuickToken(reader(), Instant.now()).answer(args);
        CliWorld.Ended whole = world.run(List.of(args), "");
        quick.ifPresent(text -> {
            assertEquals(0, whole.exit(), () -> String.join(" ", args) + ": " + whole.err());
            assertEquals(whole.out(), text, String.join(" ", args));
            assertEquals("", whole.err());
        });
        return quick;
    }

    private void answered(String line) {
        assertTrue(both(line.split(" ", -1)).isPresent(), line);
    }

    private void left(String line) {
        assertFalse(both(line.split(" ", -1)).isPresent(), line);
    }

    @Test
    void what_is_plain_is_answered_as_the_command_answers_it() {
        for (String line :
                List.of(
                        "token get slack",
                        "token get slack/",
                        "token get github/octocat",
                        "token get github/id-octocat",
                        "token get slack/ann@example.org",
                        "token get --min-ttl 5m slack",
                        "token get github/octocat --min-ttl 90",
                        "token get github/hubot --format header",
                        "token get slack --format token --no-newline",
                        "token get -n slack",
                        "token get slack --data-dir " + world.data())) {
            answered(line);
        }
    }

    @Test
    void the_time_zone_of_the_process_is_what_it_was() {
        TimeZone before = TimeZone.getDefault();
        QuickToken quick = new QuickToken(reader(), Instant.now());
        for (String account : List.of("slack", "nobody", "old")) {
            boolean answered = quick.answer("token", "get", account).isPresent();
            assertEquals(account.equals("slack"), answered);
            assertEquals(before, TimeZone.getDefault(), account);
        }
    }

    @Test
    void a_use_is_written_down_once_an_hour_by_the_command() {
        Instant later = Instant.now().plusSeconds(1801);
        QuickToken quick = new QuickToken(reader(), later);
        assertFalse(quick.answer("token", "get", "slack").isPresent());
        assertEquals(0, world.run(List.of("token", "get", "slack"), "").exit());
        assertTrue(quick.answer("token", "get", "slack").isPresent());
    }

    @Test
    void what_is_not_plain_is_left_to_the_command() {
        for (String line :
                List.of(
                        "token get",
                        "token get github",
                        "token get nobody",
                        "token get github/nobody",
                        "token get old",
                        "token get soon",
                        "token get ended",
                        "token get github/hubot --min-ttl 5m",
                        "token get slack --min-ttl soon",
                        "token get slack --min-ttl",
                        "token get slack --min-ttl 5m --min-ttl 6m",
                        "token get slack slack",
                        "token get slack get",
                        "token get mcp:1",
                        "token get slack --json",
                        "token get slack --format json",
                        "token get slack --format HEADER",
                        "token get slack --scope repo",
                        "token get slack --offline",
                        "token get slack --type mcp",
                        "token get slack --nonsense",
                        "token get slack --data-dir",
                        "token get slack --data-dir " + folder.resolve("other"),
                        "token get --min-ttl=5m slack",
                        "token get -- slack",
                        "token get @slack",
                        "--quiet token get slack",
                        "token show slack",
                        "token list")) {
            left(line);
        }
    }

    @Test
    void settings_are_obeyed_whatever_file_or_variable_says_them() throws IOException {
        Path file = Files.createDirectories(world.data()).resolve("config.json");
        Files.writeString(file, "{ // mine\n \"providers\": {\"slack\": {\"client_id\": \"x\"}} }");
        answered("token get slack");
        Files.writeString(file, "{\"provider\": {}}");
        left("token get slack");
        Files.writeString(file, "{\"providers\": {}");
        left("token get slack");
        Files.writeString(file, "{\"database\": \"" + folder.resolve("else.db") + "\"}");
        left("token get slack");
        Files.writeString(file, "{\"key_command\": \"exit 3\"}");
        left("token get slack");
        Files.delete(file);
        Files.writeString(folder.resolve("mcp-oauth.json"), "{\"key_file\": \"nowhere\"}");
        left("token get slack");
        Files.delete(folder.resolve("mcp-oauth.json"));
        world.env().put("MCP_OAUTH_CONFIG", folder.resolve("missing.json").toString());
        left("token get slack");
        world.env().remove("MCP_OAUTH_CONFIG");
        answered("token get slack");
        world.env().put("MCP_OAUTH_DATA_DIR", folder.resolve("empty").toString());
        left("token get slack");
    }

    @Test
    void a_store_that_is_not_as_it_should_be_is_left_to_the_command() throws IOException {
        Path file = world.data().resolve("mcp-oauth.db");
        Path key = world.data().resolve("key");
        byte[] right = Files.readAllBytes(key);
        Files.write(key, new byte[32]);
        left("token get slack");
        Files.write(key, right);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        left("token get slack");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(world.data(), PosixFilePermissions.fromString("rwxrwxrwx"));
        left("token get slack");
        Files.setPosixFilePermissions(world.data(), PosixFilePermissions.fromString("rwx------"));
        answered("token get slack");
        Files.delete(world.data().resolve("mcp-oauth.db-generation"));
        left("token get slack");
        answered("token get slack");
        Files.move(file, folder.resolve("moved.db"));
        Files.createSymbolicLink(file, folder.resolve("moved.db"));
        left("token get slack");
    }

    @Test
    void it_reads_while_a_broker_writes_and_changes_nothing() throws IOException {
        try (Store store = store()) {
            link(store, "github", "octocat", Duration.ofHours(2));
            answered("token get github/octocat");
        }
        List<String> before = content();
        assertTrue(
                new QuickToken(reader(), Instant.now())
                        .answer("token", "get", "slack")
                        .isPresent());
        assertEquals(before, content());
    }

    private List<String> content() throws IOException {
        List<String> all = new ArrayList<>();
        try (var files = Files.list(world.data())) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                // what SQLite keeps beside a file while somebody reads it is not its content
                if (!file.toString().matches(".*-(shm|wal)")) {
                    all.add(file + " " + java.util.Arrays.hashCode(Files.readAllBytes(file)));
                }
            }
        }
        return all;
    }
}
