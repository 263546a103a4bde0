package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several scripts that start at once and want the same client.
final class RegisterOnceTest {
    private static final int SCRIPTS = 4;
    private static final List<String> REGISTER =
            List.of("client", "register", "--name", "once", "--if-not-exists");

    @TempDir Path folder;

    @Test
    void of_several_that_register_a_name_at_once_all_get_the_same_client() throws Exception {
        try (CliWorld world = new CliWorld(folder);
                ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            world.run(List.of("client", "list"), "");
            CountDownLatch start = new CountDownLatch(1);
            List<Future<CliWorld.Ended>> running = new ArrayList<>();
            for (int i = 0; i < SCRIPTS; i++) {
                running.add(
                        all.submit(() -> {
                            start.await();
                            return world.run(REGISTER, "");
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
}
