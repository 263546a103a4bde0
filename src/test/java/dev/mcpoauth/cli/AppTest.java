package dev.mcpoauth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.broker.Foundation;
import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.store.KeyVault;
import dev.mcpoauth.store.Store;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AppTest {
    @TempDir Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err));
        int exit = new App(new Files(folder), terminal).run(args);
        terminal.out().flush();
        terminal.err().flush();
        return exit;
    }

    @Test
    void a_registered_client_is_listed_until_it_is_deleted() {
        assertEquals(0, run("client", "register", "--name", "notes"));
        String id = out.toString().strip();
        assertEquals(0, run("client", "list", "--json"));
        assertTrue(out.toString().contains("\"client_name\":\"notes\""));
        assertEquals(0, run("client", "delete", id));
        assertEquals(5, run("client", "delete", id));
    }

    @Test
    void the_initial_token_of_closed_registration_is_the_same_each_time() {
        assertEquals(0, run("client", "registration-token"));
        String token = out.toString().strip();
        assertTrue(token.startsWith("mcpo_reg_"), token);
        assertTrue(err.toString().contains("registration is 'open' now"));
        assertEquals(0, run("client", "registration-token", "--json"));
        assertTrue(out.toString().contains("\"initial_access_token\":\"" + token + "\""));
    }

    @Test
    void a_token_of_nobody_asks_for_a_login_and_prints_no_data() {
        assertEquals(3, run("token", "get", "github"));
        assertEquals("", out.toString());
        assertTrue(err.toString().contains("  run: mcp-oauth login github"));
    }

    @Test
    void an_unknown_option_is_a_usage_error_in_json_too() {
        assertEquals(2, run("token", "get", "--json", "github", "--nonsense"));
        assertTrue(err.toString().contains("--nonsense"));
    }

    @Test
    void a_noun_without_a_verb_is_a_usage_error() {
        assertEquals(2, run("client"));
    }

    @Test
    void the_version_goes_to_stdout() {
        assertEquals(0, run("--version"));
        assertEquals("mcp-oauth test", out.toString().strip());
    }

    record Files(Path folder) implements Product {
        @Override
        public SettingsReader settingsReader() {
            return new SettingsReader(Map.of("HOME", folder.toString()), folder);
        }

        @Override
        public Settings settings(Overrides overrides) {
            return new SettingsReader(Map.of("HOME", folder.toString()), folder)
                    .read(new Overrides(null, folder.toString(), overrides.values()));
        }

        @Override
        public KeyVault vault(Settings settings) {
            return KeyVault.file(folder.resolve("key"));
        }

        @Override
        public Store store(Settings settings) {
            return Store.open(Path.of(settings.database()), folder.resolve("key"));
        }

        @Override
        public Broker broker(Settings settings, Store store, Reach reach) {
            return Broker.of(
                    new Foundation(settings, store, InstantSource.system(), new SecureRandom()),
                    tokens -> Map.of());
        }

        @Override
        public Running serve(Settings settings, boolean demo) {
            throw new IllegalStateException("no broker here");
        }

        @Override
        public Set<String> providers(Settings settings) {
            return Set.of("demo");
        }

        @Override
        public String version() {
            return "test";
        }
    }
}
