package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.testkit.FakeService;
import dev.mcpoauth.testkit.LoopbackClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `serve` as a process of its own: signals, files, the local socket, `status` and `stop`.
final class ServeProcessTest {
    private static final long PATIENCE_SECONDS = 120;

    @TempDir Path folder;
    private CliWorld world;
    private PseudoTerminal outside;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void world() {
        world = new CliWorld(folder);
        outside = new PseudoTerminal(folder, world.env());
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
        world.close();
    }

    @Test
    void it_is_ready_known_and_alone_and_ends_well_F_23_F_26_F_27() throws Exception {
        Path ready = folder.resolve("ready");
        Path pid = folder.resolve("pid");
        String issuer =
                serve("--demo", "--ready-file", ready.toString(), "--pid-file", pid.toString());
        assertEquals(issuer, Json.object(Files.readString(ready)).get("issuer"));
        String first = broker().errorReader(StandardCharsets.UTF_8).readLine();
        assertTrue(first.startsWith("  inspector "), "nothing to warn of: " + first);
        assertEquals(broker().pid() + "\n", Files.readString(pid));
        int port = URI.create(issuer).getPort();

        String status = mcpOauth(0, "status", "--json").out();
        assertTrue(status.contains("\"running\":true,\"issuer\":\"" + issuer + "\""), status);
        assertTrue(status.contains("\"pid\":" + broker().pid()), status);

        String taken = mcpOauth(6, "serve", "--port", "" + port).err();
        assertTrue(taken.contains("runs already on port " + port), taken);
        assertTrue(taken.contains("pid " + broker().pid()), taken);

        logIn(issuer);
        assertEquals("ask without the socket\n", local("GET /t/demo/alice"), "asked from nowhere");
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(world.data().resolve("run/broker.sock"))));
        assertEquals(404, get(issuer + "/t/demo/alice"), "the socket's paths are not on TCP");
        assertEquals(404, get(issuer + "/status"));

        broker().destroy();
        assertTrue(broker().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(0, broker().exitValue());
        assertFalse(Files.exists(ready) || Files.exists(pid), "taken back at the end");
        assertTrue(mcpOauth(0, "status").out().contains("not running"));
        assertTrue(mcpOauth(5, "stop").err().contains("no broker runs"));
    }

    @Test
    void hang_up_reads_the_settings_again_and_a_second_signal_ends_at_once_F_27() throws Exception {
        String issuer = serve("--demo");
        assertEquals(201, register(issuer));
        Files.createDirectories(world.data());
        Files.writeString(world.data().resolve("config.json"), "{\"registration\":\"off\"}");
        signal("HUP");
        String event = "{\"event\":\"reloaded\",\"issuer\":\"" + issuer + "\"}";
        BufferedReader log = broker().errorReader(StandardCharsets.UTF_8);
        assertEquals(event, logged(log, event));
        assertNotEquals(201, register(issuer), "the next request meets the new settings");
        Files.writeString(world.data().resolve("config.json"), "{\"registration\":");
        signal("HUP");
        assertEquals(200, get(issuer + "/healthz"), "wrong settings do not end a broker");

        int port = URI.create(issuer).getPort();
        try (Socket hanging = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            Waiting.request(hanging);
            broker().destroy();
            Waiting.untilRefused(port);
            broker().destroy();
            assertTrue(broker().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertEquals(143, broker().exitValue());
        }
    }

    @Test
    void settings_that_were_found_and_changed_are_not_read_again_without_a_yes() throws Exception {
        Path found = folder.resolve("mcp-oauth.json");
        String own =
                """
                {"registration": "%s", "providers": {"own": {"preset": "oauth2",
                 "authorize_url": "https://own.example/a", "token_url": "https://%s/token"}}}
                """;
        Files.createDirectories(world.data());
        Files.writeString(
                world.data().resolve("config.json"),
                "{\"providers\": {\"own\": {\"client_id\": \"me\"}}}");
        Files.writeString(found, own.formatted("off", "own.example"));
        mcpOauth(0, "config", "trust");
        String issuer = serve();
        BufferedReader log = broker().errorReader(StandardCharsets.UTF_8);

        Files.writeString(found, own.formatted("open", "evil.example"));
        signal("HUP");
        String refusal = logged(log, "warning: the old settings go on: ");
        assertTrue(refusal.contains("https://evil.example/token"), refusal);
        assertTrue(refusal.endsWith("; run: mcp-oauth config trust"), refusal);
        assertNotEquals(201, register(issuer), "the old settings go on");

        mcpOauth(0, "config", "trust");
        signal("HUP");
        logged(log, "{\"event\":\"reloaded\"");
        assertEquals(201, register(issuer));

        Files.writeString(found, own.formatted("off", "evil.example"));
        signal("HUP");
        logged(log, "{\"event\":\"reloaded\"");
        assertNotEquals(201, register(issuer), "what needs no yes is read as before");
    }

    /// The next line of the log that begins like this.
    private static String logged(BufferedReader log, String beginning) throws IOException {
        String line;
        do {
            line = log.readLine();
            assertNotNull(line, "the log ended before: " + beginning);
        } while (!line.startsWith(beginning));
        return line;
    }

    @Test
    void a_stranger_that_answers_on_the_port_is_never_taken_for_ours_F_24() throws Exception {
        try (FakeService stranger = FakeService.start()) {
            int port = URI.create(stranger.baseUrl()).getPort();
            String taken = mcpOauth(6, "serve", "--port", "" + port).err();
            assertTrue(taken.contains("by another program; nothing was changed"), taken);
            assertEquals(List.of(), stranger.targets(), "it was not even asked");
            assertFalse(Files.exists(world.data().resolve("mcp-oauth.db")));
        }
    }

    @Test
    void nobody_reads_its_log_and_it_goes_on_F_50() throws Exception {
        Files.createDirectories(world.data());
        Files.writeString(world.data().resolve("config.json"), "{\"log\":{\"requests\":\"text\"}}");
        String issuer = serve("--demo");
        broker().getInputStream().close();
        broker().getErrorStream().close();
        for (int i = 0; i < 20; i++) {
            assertEquals(200, get(issuer + "/healthz"));
        }
        Files.writeString(world.data().resolve("config.json"), "{\"registration\":\"off\"}");
        signal("HUP");
        while (register(issuer) == 201) {
            Thread.onSpinWait();
        }
        assertTrue(broker().isAlive());
        broker().destroy();
        assertTrue(broker().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(0, broker().exitValue());
    }

    @Test
    void its_folder_was_deleted_and_it_ends_when_told_F_18() throws Exception {
        String issuer = serve("--demo");
        register(issuer);
        deleteAll(world.data());
        assertEquals(503, register(issuer));
        broker().destroy();
        assertTrue(broker().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(0, broker().exitValue());
    }

    private static void deleteAll(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    @Test
    void in_the_background_it_returns_when_it_is_ready_and_stop_ends_it() throws Exception {
        List<String> words = OwnProcess.product();
        words.addAll(List.of("serve", "--demo", "--port", "0", "--background"));
        CliWorld.Ended started = outside.pipe(words);
        assertEquals(0, started.exit(), started.err());
        assertTrue(started.out().startsWith("ready http://127.0.0.1:"), started.out());
        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(world.data())));
        String status = mcpOauth(0, "status", "--json").out();
        assertTrue(status.contains("\"providers\":{\"demo\":0}"), status);
        String doctor = mcpOauth(0, "doctor").out();
        assertTrue(doctor.contains("the running broker serves demo"), doctor);
        long pid = Json.parse(status).path("broker").path("pid").asLong();
        assertTrue(started.err().contains("pid   " + pid), started.err());
        assertTrue(started.err().contains("next  mcp-oauth login demo"), started.err());
        Path log = Path.of(started.err().replaceFirst("(?s).*\n  log   (\\S+)\n.*", "$1"));
        String port = started.out().replaceFirst("(?s).*:(\\d+)\\s.*", "$1");
        aSecondOneLeaves(log, port);
        aThirdOneElsewhereIsEndedByItsNumber();
        commandsTakeItsAddress(started.out().strip().substring("ready ".length()));
        assertEquals("{\"schema\":1,\"stopped\":true,\"pid\":" + pid + "}\n", stopped());
        assertTrue(ProcessHandle.of(pid).isEmpty(), "it is gone");

        words.remove("--demo");
        words.addAll(List.of("--data-dir", world.data().toString()));
        CliWorld.Ended bare = outside.pipe(words);
        stopped();
        String place = " --data-dir " + world.data() + "\n";
        assertTrue(bare.err().contains("stop  mcp-oauth stop" + place), bare.err());
        assertTrue(bare.err().contains("next  mcp-oauth provider add github" + place), bare.err());
        String said = Files.readString(log);
        assertTrue(said.contains("  no provider is set up; add one: mcp-oauth provider"), said);

        words.add("--registration");
        words.add("nobody");
        CliWorld.Ended refused = outside.pipe(words);
        assertEquals(2, refused.exit());
    }

    private void aSecondOneLeaves(Path log, String port) throws Exception {
        CliWorld.Ended again = outside.piped(List.of("serve", "--background", "--port", port));
        assertEquals(6, again.exit(), again.err());
        assertTrue(again.err().contains("the broker runs already on port " + port), again.err());
        assertTrue(Files.exists(log), "the log of the one that runs is still there");
        try (var files = Files.list(world.data().resolve("run"))) {
            assertEquals(1, files.filter(each -> each.toString().endsWith(".log")).count());
        }
    }

    /// It has no files, so `stop` would end the other one.
    private void aThirdOneElsewhereIsEndedByItsNumber() throws Exception {
        CliWorld.Ended third = outside.piped(List.of("serve", "--background", "--port", "0"));
        String pid = third.err().replaceFirst("(?s).*\n?  pid   (\\d+)\n.*", "$1");
        assertTrue(third.err().contains("  stop  kill " + pid + "\n"), third.err());
        ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        process.destroy();
        process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /// The settings say another port.
    private void commandsTakeItsAddress(String issuer) throws Exception {
        try (LoopbackClient client = new LoopbackClient(issuer + "/mcp", step -> {})) {
            client.discover();
            client.register();
            client.login("alice");
        }
        mcpOauth(0, "token", "issue", "demo");
        mcpOauth(0, "client", "register", "--name", "here", "--resource", "mcp");
        mcpOauth(0, "client", "update", "here", "--resource", "mcp");
        String resource = "\"resource\":\"" + issuer + "/mcp\"";
        assertTrue(mcpOauth(0, "token", "show", "mcp:2", "--json").out().contains(resource));
        String limit = "\"resources\":[\"" + issuer + "/mcp\"]";
        assertTrue(mcpOauth(0, "client", "show", "here", "--json").out().contains(limit));
    }

    @Test
    void the_next_step_is_no_login_at_a_provider_that_no_setting_names() throws Exception {
        List<String> words = OwnProcess.product();
        Path file = Files.writeString(world.folder().resolve("AcmeProvider.java"), "");
        words.addAll(List.of("serve", "--port", "0", "--background", "--provider", "" + file));
        CliWorld.Ended started = outside.pipe(words);
        stopped();
        assertTrue(started.err().contains("next  mcp-oauth status\n"), started.err());
    }

    @Test
    void nobody_asks_and_it_ends_by_itself() throws Exception {
        serve("--idle-timeout", "1s");
        assertTrue(broker().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(0, broker().exitValue());
    }

    private Process broker() {
        return started.getLast();
    }

    private String stopped() {
        String out = mcpOauth(0, "stop", "--json").out();
        return Json.write(Json.object(out)) + "\n";
    }

    private String serve(String... more) throws IOException {
        List<String> words = OwnProcess.product();
        words.addAll(List.of("serve", "--port", "0", "--json"));
        words.addAll(List.of(more));
        Process process = outside.start(words);
        started.add(process);
        // not closed: the broker goes on
        BufferedReader said =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String ready = said.readLine();
        assertTrue(ready != null, () -> errors(process));
        return String.valueOf(Json.object(ready).get("issuer"));
    }

    private static String errors(Process process) {
        try {
            return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private CliWorld.Ended mcpOauth(int exit, String... words) {
        CliWorld.Ended ended = world.run(List.of(words), "");
        assertEquals(exit, ended.exit(), ended.out() + ended.err());
        return ended;
    }

    private void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, "" + broker().pid()).start().waitFor();
    }

    private static void logIn(String issuer) {
        try (LoopbackClient client = new LoopbackClient(issuer + "/mcp", step -> {})) {
            client.discover();
            client.register();
            client.login("alice");
        }
    }

    private static int get(String url) throws IOException {
        return ((HttpURLConnection) URI.create(url).toURL().openConnection()).getResponseCode();
    }

    private static int register(String issuer) throws IOException {
        HttpURLConnection http =
                (HttpURLConnection) URI.create(issuer + "/register").toURL().openConnection();
        http.setRequestMethod("POST");
        http.setDoOutput(true);
        http.setRequestProperty("Content-Type", "application/json");
        http.getOutputStream()
                .write(
                        "{\"client_name\":\"x\",\"redirect_uris\":[\"http://127.0.0.1/cb\"]}"
                                .getBytes(StandardCharsets.UTF_8));
        return http.getResponseCode();
    }

    /// What the local socket answers, as `curl --unix-socket` would see it.
    private String local(String line) throws IOException {
        Path socket = world.data().resolve("run/broker.sock");
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            String request = line + " HTTP/1.0\r\nHost: local\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            String answer =
                    new String(
                            Channels.newInputStream(channel).readAllBytes(),
                            StandardCharsets.UTF_8);
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }
}
