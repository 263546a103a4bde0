package dev.mcpoauth.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.TestBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What clients, people and the log are told when something is broken.
final class FailuresTest {
    @TempDir Path folder;

    @Test
    void without_its_store_the_broker_answers_503_to_programs_and_a_page_to_people() {
        try (TestBroker broker = TestBroker.start(folder, Map.of())) {
            String id = String.valueOf(broker.register("none").get("client_id"));
            broker.store().close();
            Map<String, String> form = TestBroker.exchange("mcpo_ac_1_" + "x".repeat(43));
            form.put("client_id", id);
            HttpResponse<String> token = broker.form("/token", form);
            assertEquals(503, token.statusCode(), token.body());
            assertTrue(token.body().contains("\"temporarily_unavailable\""), token.body());
            assertFalse(token.headers().firstValue("Retry-After").isEmpty());
            HttpResponse<String> page = broker.ask(broker.authorizeAddress(id, Map.of()));
            assertEquals(503, page.statusCode(), page.body());
            assertTrue(page.body().contains("try again soon"), page.body());
            assertFalse(page.headers().firstValue("Retry-After").isEmpty());
            assertEquals(200, broker.get("/.well-known/oauth-authorization-server").statusCode());
        }
    }

    @Test
    void no_secret_is_in_the_log_at_the_finest_level() {
        Logger root = Logger.getLogger("");
        Level before = root.getLevel();
        List<String> log = new CopyOnWriteArrayList<>();
        Handler listener = new Listener(log);
        List<String> secrets = new ArrayList<>();
        try (TestBroker broker = TestBroker.start(folder, Map.of("log.requests", "json"))) {
            root.addHandler(listener);
            root.setLevel(Level.ALL);
            login(broker, secrets);
        } finally {
            root.setLevel(before);
            root.removeHandler(listener);
        }
        assertTrue(secrets.size() > 5, secrets::toString);
        for (String secret : secrets) {
            for (String line : log) {
                assertFalse(line.contains(secret), line);
            }
        }
    }

    @Test
    void a_body_that_is_badly_framed_is_400_and_no_error_of_ours() {
        List<String> log = new CopyOnWriteArrayList<>();
        Handler listener = new Listener(log);
        listener.setLevel(Level.WARNING);
        Logger.getLogger("").addHandler(listener);
        try (TestBroker broker = TestBroker.start(folder, Map.of())) {
            for (String rest :
                    List.of(
                            "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
                            "Content-Length: 50\r\n\r\nabc")) {
                for (String path : List.of("/token", "/authorize")) {
                    String answer = cutOff(broker, path, rest);
                    assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
                    assertTrue(answer.contains("Connection: close"), answer);
                    String kind = path.equals("/token") ? "\"invalid_request\"" : "<h1>";
                    assertTrue(answer.contains(kind), answer);
                }
            }
        } finally {
            Logger.getLogger("").removeHandler(listener);
        }
        assertEquals(List.of(), log);
    }

    private static String cutOff(TestBroker broker, String path, String rest) {
        String type = "Content-Type: application/x-www-form-urlencoded\r\n";
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), broker.port())) {
            String all = "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + type + rest;
            socket.getOutputStream().write(all.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void login(TestBroker broker, List<String> secrets) {
        Map<String, Object> client = broker.register("client_secret_post");
        String id = String.valueOf(client.get("client_id"));
        String code = broker.code(id);
        Map<String, String> form = TestBroker.exchange(code);
        form.put("client_id", id);
        form.put("client_secret", String.valueOf(client.get("client_secret")));
        Map<String, Object> tokens =
                dev.mcpoauth.json.Json.object(broker.form("/token", form).body());
        String access = String.valueOf(tokens.get("access_token"));
        broker.json("POST", "/mcp", "{}", "Authorization", "Bearer " + access);
        broker.form("/introspect", Map.of("token", access, "client_id", id));
        broker.get("/login/" + "t".repeat(43) + ".secret-ticket");
        secrets.addAll(
                List.of(
                        code,
                        access,
                        TestBroker.VERIFIER,
                        "secret-ticket",
                        String.valueOf(tokens.get("refresh_token")),
                        String.valueOf(client.get("client_secret")),
                        String.valueOf(client.get("registration_access_token")),
                        "demo_at_",
                        "demo_rt_"));
    }

    private static final class Listener extends Handler {
        private final List<String> log;

        Listener(List<String> log) {
            this.log = log;
            setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord record) {
            if (!isLoggable(record)) {
                return;
            }
            StringBuilder line = new StringBuilder(String.valueOf(record.getMessage()));
            Object[] parameters = record.getParameters();
            for (Object each : parameters == null ? new Object[0] : parameters) {
                line.append(' ').append(each);
            }
            if (record.getThrown() != null) {
                line.append(' ').append(record.getThrown());
            }
            log.add(record.getLoggerName() + ": " + line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
