package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.testkit.Fault;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One refresh of a service's token at a time, over real processes, and none is lost.
final class OneRefreshTest {
    @TempDir Path folder = Path.of("");

    private CliWorld world = new CliWorld(folder);

    @BeforeEach
    void log_in() throws Exception {
        world = new CliWorld(folder);
        world.provider("demo");
        // the service's tokens live five minutes: this one has thirty seconds left
        world.forward("-270s");
        world.account("demo", "alice");
        world.forward("270s");
        assertEquals(1, world.service().calls("/token"));
    }

    @AfterEach
    void close() {
        world.close();
    }

    /// `-Drefresh.processes=50` for more of them.
    @Test
    void many_processes_share_one_refresh_and_print_one_token() throws Exception {
        int count = Integer.getInteger("refresh.processes", 12);
        PseudoTerminal processes = new PseudoTerminal(folder, world.env());
        List<String> words = OwnProcess.product();
        // the time that the service gets is no matter of this test, and the machine may be busy
        words.addAll(List.of("token", "get", "demo", "--timeout", "60s"));
        Set<String> printed = new HashSet<>();
        try (ExecutorService all = Executors.newCachedThreadPool()) {
            List<Callable<CliWorld.Ended>> runs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                runs.add(() -> processes.pipe(words));
            }
            for (Future<CliWorld.Ended> each : all.invokeAll(runs)) {
                assertEquals(0, each.get().exit(), each.get().err());
                printed.add(each.get().out());
            }
        }
        assertEquals(1, printed.size());
        assertEquals(2, world.service().calls("/token"), "one login, one refresh");
    }

    @Test
    void threads_and_commands_beside_a_broker_share_one_refresh() throws Exception {
        world.broker();
        Set<String> printed = new HashSet<>();
        try (ExecutorService all = Executors.newCachedThreadPool()) {
            List<Callable<CliWorld.Ended>> runs = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                runs.add(() -> world.run(List.of("token", "get", "demo"), ""));
            }
            for (Future<CliWorld.Ended> each : all.invokeAll(runs)) {
                assertEquals(0, each.get().exit(), each.get().err());
                printed.add(each.get().out());
            }
        }
        assertEquals(1, printed.size());
        assertEquals(2, world.service().calls("/token"));
    }

    @Test
    void a_holder_that_is_killed_in_the_middle_leaves_the_lease_to_the_next() throws Exception {
        String before = Files.readString(config());
        List<String> words = OwnProcess.product();
        words.addAll(List.of("token", "get", "demo"));
        try (ServerSocket hanging = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            set("token_url", "http://127.0.0.1:" + hanging.getLocalPort() + "/token");
            Process holder = new PseudoTerminal(folder, world.env()).start(words);
            try (Socket call = hanging.accept()) {
                assertTrue(call.isConnected());
                holder.destroyForcibly().waitFor();
            }
        }
        Files.writeString(config(), before);
        world.forward("16s");
        CliWorld.Ended next = world.run(List.of("token", "get", "demo", "--json"), "");
        assertEquals(0, next.exit(), next.err());
        assertTrue(next.out().contains("\"source\":\"refresh\""), next.out());
        assertEquals(2, world.service().calls("/token"));
    }

    @Test
    void whoever_ends_a_command_in_the_middle_does_not_lose_the_token_that_comes()
            throws Exception {
        ended("token", "get", "demo");
        assertEquals("new", world.run(List.of("token", "get", "demo"), "").out().strip());
    }

    @Test
    void nor_is_it_lost_when_a_logout_that_needs_it_is_ended() throws Exception {
        set("revoke_token", "access");
        // the service that is to be told what the refresh brought cannot be reached
        set("revoke_url", "http://127.0.0.1:1/revoke");
        ended("logout", "demo");
        assertEquals("new", world.run(List.of("token", "get", "demo"), "").out().strip());
    }

    /// Begins a command, ends it while it refreshes, and answers it then.
    private void ended(String... command) throws Exception {
        List<String> words = OwnProcess.product();
        words.addAll(List.of(command));
        try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            set("token_url", "http://127.0.0.1:" + slow.getLocalPort() + "/token");
            Process holder = new PseudoTerminal(folder, world.env()).start(words);
            try (Socket call = slow.accept()) {
                assertTrue(call.getInputStream().read() > 0);
                holder.destroy();
                assertFalse(holder.waitFor(1, TimeUnit.SECONDS), "it waits for its answer");
                String token =
                        "{\"access_token\":\"new\",\"token_type\":\"Bearer\",\"expires_in\":300,"
                                + "\"refresh_token\":\"rotated\"}";
                String answer =
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                                + token.length()
                                + "\r\nConnection: close\r\n\r\n"
                                + token;
                call.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                call.getOutputStream().flush();
                holder.waitFor();
            }
        }
    }

    @Test
    void a_rotated_token_that_cannot_be_stored_is_kept_and_stored_again() throws Exception {
        CliWorld.Ended first;
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            sql(
                    "CREATE TRIGGER full BEFORE UPDATE OF sealed_access_token ON service_accounts"
                            + " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
            Future<CliWorld.Ended> running =
                    other.submit(() -> world.run(List.of("token", "get", "demo"), ""));
            while (world.service().calls("/token") < 2) {
                Thread.onSpinWait();
            }
            sql("DROP TRIGGER full");
            first = running.get();
        }
        assertEquals(0, first.exit(), first.err());
        CliWorld.Ended second = world.run(List.of("token", "get", "demo"), "");
        assertEquals(first.out(), second.out());
        assertEquals(2, world.service().calls("/token"), "the old refresh token went out once");
        CliWorld.Ended third =
                world.run(List.of("token", "get", "demo", "--refresh", "always"), "");
        assertEquals(0, third.exit(), third.err());
        assertNotEquals(first.out(), third.out());
    }

    @Test
    void a_refusal_of_our_settings_asks_nobody_to_log_in_again() {
        for (String error : List.of("invalid_request", "unauthorized_client", "invalid_client")) {
            world.service().next("/token", Fault.oauth(400, error));
            CliWorld.Ended refused = world.run(List.of("token", "get", "demo"), "");
            assertEquals(2, refused.exit(), refused.err());
            assertFalse(refused.err().contains("log in"), refused.err());
        }
        CliWorld.Ended good = world.run(List.of("token", "get", "demo", "--json"), "");
        assertEquals(0, good.exit(), good.err());
        assertTrue(good.out().contains("\"source\":\"refresh\""), good.out());
        world.service().next("/token", Fault.oauth(400, "invalid_grant"));
        List<String> anew = List.of("token", "get", "demo", "--refresh", "always");
        assertEquals(3, world.run(anew, "").exit());
        CliWorld.Ended ended = world.run(List.of("token", "list"), "");
        assertTrue(ended.out().contains("login"), ended.out());
    }

    @Test
    void a_token_that_lives_long_enough_costs_no_server_no_shell_and_no_http() throws Exception {
        world.forward("10s");
        Path log = folder.resolve("classes.log");
        List<String> words = OwnProcess.product("-Xlog:class+load:file=" + log);
        words.addAll(List.of("token", "get", "demo", "--min-ttl", "1s"));
        CliWorld.Ended ended = new PseudoTerminal(folder, world.env()).pipe(words);
        assertEquals(0, ended.exit(), ended.err());
        String loaded = Files.readString(log);
        assertTrue(loaded.contains("dev.mcpoauth.cli.TokenGet"));
        for (String heavy :
                List.of(
                        "io.javalin",
                        "org.eclipse.jetty",
                        "org.jline",
                        "com.sun.net.httpserver",
                        "java.net.http.HttpClient ",
                        "dev.mcpoauth.testkit",
                        "dev.mcpoauth.cli.ServeCommand")) {
            assertFalse(loaded.contains(heavy), heavy);
        }
    }

    private Path config() {
        return world.data().resolve("config.json");
    }

    private void set(String name, Object value) throws Exception {
        Map<String, Object> all = new LinkedHashMap<>(Json.object(Files.readString(config())));
        if (all.get("providers") instanceof Map<?, ?> providers
                && providers.get("demo") instanceof Map<?, ?> demo) {
            Map<Object, Object> changed = new LinkedHashMap<>(demo);
            changed.put(name, value);
            all.put("providers", Map.of("demo", changed));
        }
        Files.writeString(config(), Json.write(all));
    }

    private void sql(String statement) throws Exception {
        String url = "jdbc:sqlite:" + world.data().resolve("mcp-oauth.db");
        try (Connection connection = DriverManager.getConnection(url + "?busy_timeout=10000");
                Statement each = connection.createStatement()) {
            each.execute(statement);
        }
    }
}
