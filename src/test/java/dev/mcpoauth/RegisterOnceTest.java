package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpoauth.store.Backend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Several scripts that start at once and want the same client.
final class RegisterOnceTest {
    private static final int SCRIPTS = 4;
    private static final String[] REGISTER = {
        "client", "register", "--name", "once", "--if-not-exists"
    };

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource
    void of_several_that_register_a_name_at_once_all_get_the_same_client(Backend backend)
            throws Exception {
        List<String> store = List.of("--store", backend.database(folder));
        try (CliWorld world = new CliWorld(folder);
                ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            world.run(with(store, "client", "list"), "");
            CountDownLatch start = new CountDownLatch(1);
            List<Future<CliWorld.Ended>> running = new ArrayList<>();
            for (int i = 0; i < SCRIPTS; i++) {
                running.add(
                        all.submit(() -> {
                            start.await();
                            return world.run(with(store, REGISTER), "");
                        }));
            }
            start.countDown();
            for (Future<CliWorld.Ended> each : running) {
                CliWorld.Ended ended = each.get();
                assertEquals(0, ended.exit(), ended.err());
                assertEquals(running.getFirst().get().out(), ended.out());
            }
        }
    }

    private static List<String> with(List<String> store, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(store);
        return all;
    }
}
