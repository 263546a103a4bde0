package dev.mcpoauth.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.LiveBroker;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// New resources and rules take hold while requests are under way.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class ReloadTest {
    private static final int CLIENTS = 6;
    private static final int RELOADS = 6;

    @TempDir private Path folder;

    @Test
    void under_load_every_request_meets_the_old_rules_or_the_new_and_none_is_lost()
            throws Exception {
        try (BareServer one = new BareServer();
                BareServer two = new BareServer();
                Guarded guarded = new Guarded(folder, Map.of("upstream", one.url()));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String token = guarded.token("alice", "");
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger answered = new AtomicInteger();
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(calls(guarded, token, over, answered)));
            }
            for (int i = 0; i < RELOADS; i++) {
                await(answered, answered.get() + 2 * CLIENTS);
                boolean denied = i % 2 == 0;
                reload(guarded.broker(), denied ? two : one, denied);
                two.forget();
                one.forget();
                int status = guarded.post(token, Guarded.call("write")).statusCode();
                assertEquals(denied ? 403 : 200, status, "a request after the reload");
            }
            over.set(true);
            for (Future<Integer> client : clients) {
                assertTrue(client.get() > 0);
            }
        }
    }

    private static Callable<Integer> calls(
            Guarded guarded, String token, AtomicBoolean over, AtomicInteger answered) {
        return () -> {
            int good = 0;
            while (!over.get()) {
                HttpResponse<String> answer = guarded.post(token, Guarded.call("write"));
                int status = answer.statusCode();
                assertTrue(status == 200 || status == 403, status + " " + answer.body());
                good += status == 200 ? 1 : 0;
                answered.incrementAndGet();
            }
            return good;
        };
    }

    private static void await(AtomicInteger answered, int count) {
        while (answered.get() < count) {
            Thread.onSpinWait();
        }
    }

    private void reload(LiveBroker broker, BareServer upstream, boolean denied) {
        Map<String, Object> resource = new LinkedHashMap<>();
        resource.put("upstream", upstream.url());
        resource.put("tools", Map.of("write", denied ? "deny" : "mcp:read"));
        broker.reload(folder, Map.of("resources.mcp", resource, "rate_limits", false));
    }

    @Test
    void a_resource_comes_and_goes_and_its_tokens_stay_its_own() throws Exception {
        try (BareServer server = new BareServer();
                Guarded guarded = new Guarded(folder, Map.of("upstream", server.url()))) {
            String first = guarded.token("alice", "");
            Map<String, Object> both =
                    Map.of(
                            "rate_limits", false,
                            "resources.mcp", Map.of("upstream", server.url()),
                            "resources.more", Map.of("upstream", server.url()));
            guarded.broker().reload(folder, both);
            String second = Guarded.token(guarded.broker().at("/more"), "alice", "");
            assertEquals(200, guarded.post(first, Guarded.PING).statusCode());
            assertEquals(401, guarded.post(second, Guarded.PING).statusCode());

            Map<String, Object> less = new LinkedHashMap<>(both);
            less.remove("resources.mcp");
            guarded.broker().reload(folder, less);
            assertEquals(404, guarded.post(first, Guarded.PING).statusCode());
        }
    }
}
