package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.RawClient.Members;
import dev.mcpoauth.RawHttp.Answer;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.PendingLogin;
import dev.mcpoauth.testkit.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole life of a login, with everything written down that can be: no secret is in a log line,
/// in a page, in an error, or readable in the files.
final class SecretsTest {
    private static final Logger ROOT = Logger.getLogger("");

    @TempDir private Path folder;
    private final Listener listener = new Listener();
    private final Map<String, String> secrets = new LinkedHashMap<>();
    private final StringBuilder shown = new StringBuilder();
    private Level before = Level.WARNING;

    /// Keeps every log line, and nothing of it on the screen.
    private static final class Listener extends Handler {
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        Listener() {
            setLevel(Level.ALL);
            setFormatter(new SimpleFormatter());
        }

        @Override
        public void publish(LogRecord line) {
            lines.add(getFormatter().format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void listen() {
        before = ROOT.getLevel();
        ROOT.setLevel(Level.ALL);
        ROOT.addHandler(listener);
    }

    @AfterEach
    void stop() {
        ROOT.removeHandler(listener);
        ROOT.setLevel(before);
    }

    @Test
    void no_secret_is_in_logs_pages_errors_or_files_X_05() throws IOException {
        try (LiveBroker broker = LiveBroker.start(folder, Map.of("rate_limits", false))) {
            live(broker);
            assertFalse(listener.lines.isEmpty(), "nothing was listened to");
            for (Map.Entry<String, String> each : secrets.entrySet()) {
                assertTrue(each.getValue().length() >= 8, each.getKey());
                for (String line : listener.lines) {
                    assertFalse(line.contains(each.getValue()), each.getKey() + " in " + line);
                }
                assertFalse(shown.toString().contains(each.getValue()), each.getKey());
            }
            assertNotInFiles();
        }
        // closing writes the log of the database into the database
        assertNotInFiles();
    }

    private void live(LiveBroker broker) {
        RawClient client =
                RawClient.of(broker, Map.of("token_endpoint_auth_method", "client_secret_basic"));
        keep("client secret", client.secret());
        keep("client state", "client-state-" + "q".repeat(20));
        keep("client verifier", RawClient.VERIFIER);
        Answer page = client.authorize(Map.of("state", secrets.getOrDefault("client state", "")));
        keep("csrf", RawClient.hidden(page).getOrDefault("csrf", ""));
        show(client.answer(page, Map.of("decision", "approve", "csrf", "wrong")));
        Answer sent = client.answer(page, Map.of("decision", "approve"));
        keep("state", RawClient.query(sent.location()).getOrDefault("state", ""));
        keep("verifier", waiting(broker, RawClient.hidden(page).getOrDefault("login", "")));
        Answer service = client.logIn(sent, "alice");
        keep("service code", RawClient.query(service.location()).getOrDefault("code", ""));
        show(client.elsewhere().open(service.location()));
        String code =
                RawClient.query(client.open(service.location()).location())
                        .getOrDefault("code", "");
        keep("code", code);
        client.cookies().forEach((name, value) -> keep("cookie " + name, value));
        tokens(broker, client, code);
    }

    private void tokens(LiveBroker broker, RawClient client, String code) {
        String basic = "Authorization: Basic " + client.basic();
        Map<String, String> bare = Map.of("client_id", "");
        show(client.redeem(code, Map.of("code_verifier", RawClient.OTHER_VERIFIER), basic));
        Members first = Members.of(client.redeem(code, bare, basic));
        Answer refreshed = client.refresh(first.get("refresh_token"), bare, basic);
        for (Members each : List.of(first, Members.of(refreshed))) {
            keep("access token", each.get("access_token"));
            keep("refresh token", each.get("refresh_token"));
        }
        String access = first.get("access_token");
        Account account =
                broker.store().database().read(broker.store().accounts()::list).getFirst();
        keep("service token", account.token().accessToken());
        keep("service refresh token", String.valueOf(account.token().refreshToken()));
        show(client.call(access));
        broker.later(java.time.Duration.ofMinutes(5));
        broker.service().next("/token", Fault.status(500));
        show(client.about("/introspect", access, Map.of()));
        show(client.refresh(first.get("refresh_token"), Map.of("scope", "more"), basic));
        show(client.refresh(first.get("refresh_token"), bare, basic));
        show(client.redeem(code, bare, basic));
        show(client.about("/revoke", first.get("refresh_token"), Map.of()));
        show(client.call(access));
        show(client.authorize(Map.of("response_type", "token")));
        show(RawHttp.get(broker.at("/callback/demo?state=" + secrets.get("state"))));
    }

    private static String waiting(LiveBroker broker, String login) {
        return broker.store()
                .database()
                .read(tx -> broker.store().logins().find(tx, login))
                .map(PendingLogin::codeVerifier)
                .orElse("");
    }

    private void keep(String name, String secret) {
        secrets.put(name + " " + secrets.size(), secret);
        secrets.put(name, secret);
    }

    private void show(Answer answer) {
        shown.append(answer.body()).append('\n');
    }

    private void assertNotInFiles() throws IOException {
        int files = 0;
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String raw = Files.readString(file, StandardCharsets.ISO_8859_1);
                secrets.forEach(
                        (name, value) -> assertFalse(raw.contains(value), name + " in " + file));
                files++;
            }
        }
        assertEquals(true, files >= 2, "the database and its key");
    }
}
