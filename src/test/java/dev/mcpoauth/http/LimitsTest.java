package dev.mcpoauth.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.TestBroker;
import dev.mcpoauth.config.RateLimits;
import dev.mcpoauth.http.Throttle.Kind;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How often an address may ask.
final class LimitsTest {
    @TempDir Path folder;

    @Test
    void a_bucket_empties_and_fills_again() {
        AtomicLong now = new AtomicLong();
        Throttle throttle = new Throttle(new RateLimits(6, 0, 0, 2), now::get);
        for (int i = 0; i < 6; i++) {
            assertEquals(0, throttle.take(Kind.REGISTER, "a"));
        }
        assertEquals(10, throttle.take(Kind.REGISTER, "a"));
        assertEquals(0, throttle.take(Kind.REGISTER, "b"), "each address has its own");
        assertEquals(0, throttle.take(Kind.FAILURES, "a"), "each kind has its own");
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        assertEquals(0, throttle.wait(Kind.REGISTER, "a"));
        assertEquals(0, throttle.take(Kind.REGISTER, "a"));
        assertEquals(10, throttle.wait(Kind.REGISTER, "a"));
        for (int i = 0; i < 1000; i++) {
            assertEquals(0, throttle.take(Kind.AUTHORIZE, "a"), "0 is no limit");
        }
    }

    @Test
    void too_many_registrations_are_429_with_the_time_to_wait() {
        try (TestBroker broker =
                TestBroker.start(folder, Map.of("rate_limits", Map.of("register", 2)))) {
            broker.register("none");
            broker.register("none");
            HttpResponse<String> third = broker.json("POST", "/register", "{}");
            assertEquals(429, third.statusCode());
            assertTrue(third.body().contains("\"temporarily_unavailable\""), third.body());
            long wait = Long.parseLong(third.headers().firstValue("Retry-After").orElse("0"));
            assertTrue(wait >= 1 && wait <= 30, () -> "wait " + wait);
            assertEquals(200, broker.get("/healthz").statusCode());
        }
    }

    @Test
    void too_many_logins_are_a_page_and_documents_have_their_own_limit() {
        try (TestBroker broker =
                TestBroker.start(
                        folder, Map.of("rate_limits", Map.of("authorize", 4, "documents", 1)))) {
            String url = "/authorize?client_id=https%3A%2F%2F127.0.0.1%2Fx";
            assertEquals(400, broker.get(url).statusCode());
            assertEquals(429, broker.get(url).statusCode());
            Map<String, String> posted = Map.of("client_id", "https://127.0.0.1/x");
            assertEquals(429, broker.form("/authorize", posted).statusCode());
            assertEquals(400, broker.get("/authorize?client_id=x").statusCode());
            HttpResponse<String> last = broker.get("/authorize?client_id=x");
            assertEquals(429, last.statusCode());
            assertTrue(last.body().contains("<h1>"), last.body());
            assertTrue(last.body().contains("try again in"), last.body());
        }
    }

    @Test
    void guessing_at_the_token_endpoint_ends_but_good_requests_are_not_counted() {
        try (TestBroker broker =
                TestBroker.start(folder, Map.of("rate_limits", Map.of("failures", 3)))) {
            Map<String, Object> client = broker.register("none");
            String id = String.valueOf(client.get("client_id"));
            for (int i = 0; i < 5; i++) {
                Map<String, String> form = TestBroker.exchange(broker.code(id));
                form.put("client_id", id);
                assertEquals(200, broker.form("/token", form).statusCode());
            }
            Map<String, String> guess = TestBroker.exchange("mcpo_ac_1_" + "x".repeat(43));
            guess.put("client_id", id);
            for (int i = 0; i < 3; i++) {
                assertEquals(400, broker.form("/token", guess).statusCode());
            }
            for (String path : List.of("/token", "/revoke", "/introspect", "/service-token")) {
                assertEquals(429, broker.form(path, guess).statusCode(), path);
            }
            assertEquals(429, broker.get("/register/" + id).statusCode());
            assertEquals(200, broker.get("/.well-known/oauth-authorization-server").statusCode());
        }
    }

    @Test
    void guessing_secrets_at_the_service_tokens_ends() {
        try (TestBroker broker =
                TestBroker.start(folder, Map.of("rate_limits", Map.of("failures", 2)))) {
            Map<String, Object> client = broker.register("client_secret_post");
            String id = String.valueOf(client.get("client_id"));
            String secret = String.valueOf(client.get("client_secret"));
            for (int i = 0; i < 3; i++) {
                Map<String, String> right = Map.of("client_id", id, "client_secret", secret);
                assertEquals(400, broker.form("/service-token", right).statusCode());
            }
            Map<String, String> wrong = Map.of("client_id", id, "client_secret", "x");
            assertEquals(401, broker.form("/service-token", wrong).statusCode());
            assertEquals(401, broker.form("/service-token", wrong).statusCode());
            assertEquals(429, broker.form("/service-token", wrong).statusCode());
        }
    }

    @Test
    void a_forwarded_address_counts_only_from_a_trusted_proxy() {
        Map<String, Object> limits = Map.of("rate_limits", Map.of("register", 1));
        try (TestBroker direct = TestBroker.start(folder, limits)) {
            assertEquals(400, register(direct, "203.0.113.1"));
            assertEquals(429, register(direct, "203.0.113.2"));
        }
        try (TestBroker behind =
                TestBroker.start(
                        folder,
                        Map.of(
                                "rate_limits",
                                Map.of("register", 1),
                                "listen.trusted_proxies",
                                List.of("127.0.0.1", "10.0.0.1")))) {
            assertEquals(400, register(behind, "203.0.113.1"));
            assertEquals(400, register(behind, "203.0.113.2"));
            assertEquals(429, register(behind, "6.6.6.6, 203.0.113.2"), "a client's own claim");
            assertEquals(429, register(behind, "203.0.113.2, 10.0.0.1"), "two proxies");
            String[] lines = {"X-Forwarded-For", "6.6.6.7", "X-Forwarded-For", "203.0.113.2"};
            HttpResponse<String> forged = behind.json("POST", "/register", "{}", lines);
            assertEquals(429, forged.statusCode(), "a client's own line before the proxy's");
            assertEquals(400, register(behind, "2001:db8:1:2::3"));
            assertEquals(429, register(behind, "[2001:db8:1:2:ffff::4]"), "one site of IPv6");
            assertEquals(400, register(behind, "nonsense"));
            assertEquals(429, register(behind, "other nonsense"));
        }
    }

    private static int register(TestBroker broker, String forwarded) {
        return broker.json("POST", "/register", "{}", "X-Forwarded-For", forwarded).statusCode();
    }
}
