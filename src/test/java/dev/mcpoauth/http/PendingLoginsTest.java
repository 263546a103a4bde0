package dev.mcpoauth.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.TestBroker;
import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.store.PendingLogin;
import dev.mcpoauth.store.PendingLogins.Phase;
import dev.mcpoauth.testkit.FakeBrowser;
import dev.mcpoauth.testkit.FakeBrowser.Page;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A flood of logins that nobody finishes.
final class PendingLoginsTest {
    private static final int FLOOD = 10_064;

    @TempDir Path folder;

    @Test
    void ten_thousand_logins_wait_the_oldest_goes_and_a_login_still_works_F_41() {
        try (TestBroker broker = TestBroker.start(folder, Map.of());
                FakeBrowser early = new FakeBrowser(TestBroker.CALLBACK)) {
            String id = String.valueOf(broker.register("none").get("client_id"));
            Page oldest = early.open(broker.authorizeAddress(id, Map.of()));
            Instant later = Instant.now().plusSeconds(5);
            broker.store()
                    .database()
                    .write(tx -> {
                        for (int i = 0; i < FLOOD; i++) {
                            broker.store().logins().insert(tx, login(i, id, later));
                        }
                        return true;
                    });
            broker.stopClock(later.plusSeconds(1));
            Map<String, String> form = TestBroker.exchange(broker.code(id));
            form.put("client_id", id);
            assertEquals(200, broker.form("/token", form).statusCode());
            Page gone = early.press(oldest, "decision", "approve");
            assertEquals(400, gone.status());
            assertTrue(gone.body().contains("log in again"), gone.body());
            assertTrue(
                    broker.store()
                            .database()
                            .read(tx -> broker.store().logins().find(tx, "flood10063"))
                            .isPresent());
        }
    }

    private static PendingLogin login(int number, String client, Instant now) {
        AuthorizationParams params =
                new AuthorizationParams(
                        "flood" + number,
                        client,
                        TestBroker.CALLBACK,
                        null,
                        Scope.of("mcp:read"),
                        "c".repeat(43),
                        "S256",
                        "https://mcp.example",
                        null);
        return new PendingLogin(
                params.loginId(),
                Phase.ASK,
                "demo",
                params,
                new byte[32],
                new byte[32],
                null,
                null,
                false,
                null,
                null,
                now,
                now.plusSeconds(600));
    }
}
