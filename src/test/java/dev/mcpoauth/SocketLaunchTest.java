package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.testkit.LoopbackClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Stream;
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

    /// The programs of this machine by which a launcher asks.
    private static List<Path> programs() {
        String[] folders = System.getenv("PATH").split(":", -1);
        List<Path> found =
                Stream.of("nc.openbsd", "curl")
                        .flatMap(name ->
                                Stream.of(folders)
                                        .map(at -> Path.of(at, name))
                                        .filter(Files::isExecutable)
                                        .limit(1))
                        .toList();
        assertFalse(found.isEmpty(), "needs netcat-openbsd or curl");
        return found;
    }

    /// What `ask_broker` of both launchers prints, and how it ends, where this is the only program.
    private CliWorld.Ended ask(Path program, String... words) throws Exception {
        Path bin = folder.resolve("bin-" + program.getFileName());
        if (!Files.exists(bin)) {
            Files.createDirectory(bin);
            Files.createSymbolicLink(bin.resolve(program.getFileName()), program);
        }
        Path launch = Path.of("src/image/launch.sh").toAbsolutePath();
        List<String> command =
                new ArrayList<>(
                        List.of("/bin/sh", "-euc", ". '" + launch + "'; ask_broker \"$@\"", "x"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(world.env());
        builder.environment().put("PATH", bin.toString());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new CliWorld.Ended(process.waitFor(), out, err);
    }

    private void answered(String... words) throws Exception {
        CliWorld.Ended whole = world.run(List.of(words), "");
        assertEquals(0, whole.exit(), whole.err());
        for (Path program : programs()) {
            assertEquals(whole, ask(program, words), program + " " + String.join(" ", words));
        }
    }

    private void left(String... words) throws Exception {
        for (Path program : programs()) {
            CliWorld.Ended quick = ask(program, words);
            assertTrue(quick.exit() != 0, program + " " + String.join(" ", words));
            assertEquals("", quick.out() + quick.err());
        }
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
    void an_answer_that_is_cut_off_or_never_comes_is_left_to_the_command() throws Exception {
        Path run = Files.createDirectories(folder.resolve("other/mcp-oauth"));
        world.env().put("XDG_RUNTIME_DIR", folder.resolve("other").toString());
        String half = "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\nabcdef";
        try (ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            door.bind(UnixDomainSocketAddress.of(run.resolve("broker.sock")));
            for (String said : List.of(half, half.replace("40", "7") + "\n", "")) {
                Deque<SocketChannel> waiting = new ConcurrentLinkedDeque<>();
                Thread answering =
                        Thread.ofVirtual()
                                .start(() -> answer(door, programs().size(), said, waiting));
                if (said.endsWith("\n")) {
                    for (Path program : programs()) {
                        assertEquals("abcdef\n", ask(program, "token", "get", "demo").out());
                    }
                } else {
                    left("token", "get", "demo");
                }
                answering.join();
                for (SocketChannel each : waiting) {
                    each.close();
                }
            }
        }
    }

    /// Says this to each of so many, and hangs up; the one to whom there is nothing to say waits.
    private static void answer(
            ServerSocketChannel door, int times, String said, Deque<SocketChannel> waiting) {
        try {
            for (int i = 0; i < times; i++) {
                SocketChannel asking = door.accept();
                asking.read(ByteBuffer.allocate(4096));
                asking.write(ByteBuffer.wrap(said.getBytes(StandardCharsets.US_ASCII)));
                if (said.isEmpty()) {
                    waiting.add(asking);
                } else {
                    asking.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void without_these_programs_it_is_left_to_the_command() throws Exception {
        CliWorld.Ended alone = ask(Path.of("/bin/sh"), "token", "get", "demo");
        assertEquals(new CliWorld.Ended(1, "", ""), alone);
    }
}
