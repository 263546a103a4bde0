package dev.mcpoauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.testkit.FakeService;
import dev.mcpoauth.testkit.LoopbackClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Types the commands of docs/first-provider.md into an empty folder, in processes of their own,
/// and holds what came against the document (`-Dscaffold.update=true` writes it down).
final class FirstProviderTest {
    private static final Path DOCUMENT = Path.of("docs/first-provider.md");
    private static final Pattern SESSION =
            Pattern.compile("(?s)```console\\n\\$ ([^\\n]*)\\n(.*?)```");

    @TempDir Path folder;
    @TempDir Path home;
    private final FakeService acme = FakeService.start();
    private int port;

    @Test
    void from_an_empty_folder_to_a_token() throws Exception {
        OwnProcess.install(home);
        port = freePort();
        List<String> outputs = new ArrayList<>();
        List<String> commands = commands();
        outputs.add(run(commands.get(0)));
        outputs.add(run(commands.get(1)));
        assertTrue(outputs.get(1).startsWith("PASSED login: "), outputs::toString);
        credentials();
        Process serve = start(commands.get(2) + " --port " + port);
        try (BufferedReader out = serve.inputReader(UTF_8)) {
            outputs.add(out.readLine() + "\n");
            assertTrue(outputs.get(2).contains("http://127.0.0.1:" + port), outputs::toString);
            login();
            outputs.add(run(commands.get(3)));
            assertTrue(outputs.get(3).matches("demo_at_[\\w.-]+\\n"), outputs.get(3));
        } finally {
            serve.descendants().forEach(ProcessHandle::destroy);
            serve.destroy();
            serve.waitFor(60, TimeUnit.SECONDS);
            acme.close();
        }
        String written = written(outputs);
        if (Boolean.getBoolean("scaffold.update")) {
            Files.writeString(DOCUMENT, written);
        }
        assertEquals(Files.readString(DOCUMENT), written);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static List<String> commands() throws IOException {
        return SESSION.matcher(Files.readString(DOCUMENT))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private void credentials() throws IOException {
        Path settings = folder.resolve("mcp-oauth.json");
        String id =
                "\"client_id\": \"%s\", \"client_secret\": \"%s\", \"source\""
                        .formatted(FakeService.CLIENT_ID, FakeService.CLIENT_SECRET);
        Files.writeString(settings, Files.readString(settings).replace("\"source\"", id));
    }

    private void login() {
        try (LoopbackClient client =
                new LoopbackClient("http://127.0.0.1:" + port + "/mcp", step -> {})) {
            client.discover();
            client.register();
            client.login("alice");
            assertTrue(client.call("whoami").contains("acme:demo-alice"));
        }
    }

    private String run(String command) throws Exception {
        Process process = start(command);
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), () -> command + "\n" + out + errors());
        return out;
    }

    private Process start(String command) throws IOException {
        String real = command.replace("127.0.0.1:9000", address());
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", real);
        builder.directory(folder.toFile());
        builder.redirectError(ProcessBuilder.Redirect.appendTo(home.resolve("err").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("MCP_OAUTH_"));
        builder.environment().keySet().removeIf(name -> name.startsWith("XDG_"));
        builder.environment().put("HOME", home.toString());
        builder.environment()
                .merge(
                        "PATH",
                        home + ":" + System.getProperty("java.home") + "/bin:",
                        (old, first) -> first + old);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private String errors() {
        try {
            return Files.readString(home.resolve("err"));
        } catch (IOException e) {
            return "";
        }
    }

    private String address() {
        return acme.baseUrl().substring("http://".length());
    }

    /// The document with what came, where ports and tokens are always the same ones.
    private String written(List<String> outputs) throws IOException {
        StringBuilder whole = new StringBuilder();
        Matcher sessions = SESSION.matcher(Files.readString(DOCUMENT));
        for (String output : outputs) {
            assertTrue(sessions.find());
            String told =
                    output.replace(address(), "127.0.0.1:9000")
                            .replace("127.0.0.1:" + port, "127.0.0.1:8787")
                            .replaceAll("demo_at_[\\w.-]+", "demo_at_...");
            sessions.appendReplacement(
                    whole,
                    Matcher.quoteReplacement(
                            "```console\n$ " + sessions.group(1) + "\n" + told + "```"));
        }
        sessions.appendTail(whole);
        return whole.toString();
    }
}
