package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.testkit.LoopbackClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launchers' question to a running broker: it is answered as the command would answer, or left
/// to the command.
final class SocketLaunchTest {
    @TempDir private Path folder;
    private CliWorld world;
    private Process broker;

    @BeforeEach
    void a_broker_runs_over_the_users_own_folders() throws IOException {
        world = new CliWorld(folder);
        world.env().remove("MCP_OAUTH_DATA_DIR");
        world.env().put("XDG_STATE_HOME", folder.resolve("state").toString());
        List<String> words = OwnProcess.product();
        words.addAll(List.of("serve", "--port", "0", "--json", "--demo"));
        broker = new PseudoTerminal(folder, world.env()).start(words);
        BufferedReader said =
                new BufferedReader(
                        new InputStreamReader(broker.getInputStream(), StandardCharsets.UTF_8));
        String issuer = String.valueOf(Json.object(said.readLine()).get("issuer"));
        try (LoopbackClient client = new LoopbackClient(issuer + "/mcp", step -> {})) {
            client.discover();
            client.register();
            client.login("alice");
        }
        // the first use of an hour is written down by the command
        assertEquals(0, world.run(List.of("token", "get", "demo"), "").exit());
    }

    @AfterEach
    void end() {
        broker.destroyForcibly();
        world.close();
    }

    /// What `ask_broker` of both launchers prints, and how it ends.
    private CliWorld.Ended ask(String... words) throws Exception {
        String launch = Path.of("src/image/launch.sh").toAbsolutePath().toString();
        List<String> command =
                new ArrayList<>(
                        List.of("sh", "-euc", ". '" + launch + "'; ask_broker \"$@\"", "x"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("MCP_OAUTH_") || name.startsWith("XDG_"));
        builder.environment().putAll(world.env());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new CliWorld.Ended(process.waitFor(), out, err);
    }

    private void answered(String... words) throws Exception {
        CliWorld.Ended quick = ask(words);
        CliWorld.Ended whole = world.run(List.of(words), "");
        assertEquals(0, whole.exit(), whole.err());
        assertEquals(whole, quick, String.join(" ", words));
    }

    private void left(String... words) throws Exception {
        CliWorld.Ended quick = ask(words);
        assertTrue(quick.exit() != 0, String.join(" ", words));
        assertEquals("", quick.out() + quick.err());
    }

    @Test
    void it_answers_what_the_command_answers_and_leaves_the_rest() throws Exception {
        answered("token", "get", "demo");
        answered("token", "get", "demo/alice");
        answered("token", "get", "demo/demo-alice");
        left("token", "get", "demo/bob");
        left("token", "get", "github");
        left("token", "get", "mcp:1");
        left("token", "get", "demo", "--json");
        left("token", "get", "demo/../status");
        left("token", "show", "demo");
        left("token", "get", "-h");
        left("token", "get");
    }

    @Test
    void settings_that_change_the_answer_are_seen() throws Exception {
        answered("token", "get", "demo");
        Path project = folder.resolve("mcp-oauth.json");
        Files.writeString(project, "{\"tokens\": {\"access_ttl\": \"2h\"}}");
        answered("token", "get", "demo");
        for (String other :
                List.of(
                        "{\"database\": \"" + folder.resolve("other.db") + "\"}",
                        "{\"key_file\": \"" + folder.resolve("other") + "\"}",
                        "{\"tokens\": 7}",
                        "{")) {
            Files.writeString(project, other);
            left("token", "get", "demo");
        }
        Files.delete(project);
        for (String name : List.of("MCP_OAUTH_CONFIG", "MCP_OAUTH_DATA_DIR", "MCP_OAUTH_KEY_CMD")) {
            world.env().put(name, folder.resolve("x").toString());
            left("token", "get", "demo");
            world.env().remove(name);
        }
        world.env().put("XDG_STATE_HOME", folder.resolve("elsewhere").toString());
        left("token", "get", "demo");
    }

    @Test
    void without_curl_it_is_left_to_the_command() throws Exception {
        world.env().put("PATH", folder.toString());
        Path launch = Path.of("src/image/launch.sh").toAbsolutePath();
        Files.createSymbolicLink(folder.resolve("sh"), Path.of("/bin/sh"));
        ProcessBuilder builder =
                new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        ". '" + launch + "'; ask_broker token get demo || echo no");
        builder.directory(folder.toFile()).environment().putAll(world.env());
        Process process = builder.start();
        assertEquals(
                "no\n",
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
}
