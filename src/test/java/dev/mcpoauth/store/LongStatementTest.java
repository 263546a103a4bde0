package dev.mcpoauth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What takes longer on a server than any request may: the limit of a request is two seconds here.
@Timeout(120)
final class LongStatementTest {
    @TempDir Path folder;

    @Test
    void a_migration_and_a_compaction_may_take_longer_than_a_request() throws Exception {
        String url = Backend.POSTGRESQL.database(folder) + "&socketTimeout=2";
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection other = DriverManager.getConnection(url)) {
            other.setAutoCommit(false);
            execute(other, "SELECT pg_advisory_xact_lock(x'6D63706F61757468'::bigint)");
            Future<Store> opened = threads.submit(() -> open(url));
            awaitWaiting("SELECT pg_advisory_xact_lock");
            assertFalse(opened.isDone());
            other.commit();
            try (Store store = opened.get()) {
                execute(other, "LOCK TABLE audit IN ACCESS EXCLUSIVE MODE");
                Future<Integer> compacted =
                        threads.submit(() -> {
                            store.database().compact();
                            return store.database()
                                    .read(tx -> tx.ask(Connection::getNetworkTimeout));
                        });
                awaitWaiting("VACUUM");
                other.commit();
                assertEquals(2_000, compacted.get(), "requests have their limit again");
            }
        }
    }

    private Store open(String url) {
        return Store.open(url, KeyVault.file(folder.resolve("key")));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Until somebody has waited for a lock for longer than the limit.
    private static void awaitWaiting(String what) throws SQLException {
        String sql =
                """
                SELECT 1 FROM pg_stat_activity
                WHERE wait_event_type = 'Lock' AND clock_timestamp() - query_start > '2.5 s'
                    AND query LIKE ?
                """;
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        try (Connection connection = Backend.administrator().getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setString(1, what + "%");
            boolean waits = false;
            while (!waits) {
                assertTrue(System.nanoTime() < end, what);
                LockSupport.parkNanos(20_000_000);
                try (var rows = statement.executeQuery()) {
                    waits = rows.next();
                }
            }
        }
    }
}
