package dev.mcpoauth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.store.PendingLogins.Phase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Databases of older versions.
final class MigrationsTest {
    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("data/mcp-oauth.db");
    }

    /// Of the form before version 11: it leads to no login by itself.
    private static final Secret OLD_STATE = Secret.of(new byte[32]);

    private static final List<String> OLD_ROWS =
            List.of(
                    """
                    INSERT INTO clients (id, origin, name, redirect_uris, grant_types, auth_method,
                        scope, created_at) VALUES ('c', 'cli', '', '', '', 'none', '', 1)
                    """,
                    """
                    INSERT INTO service_accounts (id, provider, subject, email_verified,
                        sealed_access_token, token_type, scope, state, updated_at, version)
                    VALUES (1, 'demo', '42', 0, x'', '', '', 'ok', 1, 1)
                    """,
                    "INSERT INTO grants VALUES (5, 'c', 1, '', '', '', '', '', 1, 2, NULL, NULL)",
                    "INSERT INTO access_tokens VALUES (7, x'01', 5, 'read', 1, 2, NULL)",
                    "INSERT INTO refresh_tokens VALUES (8, x'02', 5, 1, 2, 3, 9, 10)",
                    "INSERT INTO refresh_tokens VALUES (9, x'03', 5, 1, 2, NULL, NULL, NULL)",
                    "DELETE FROM refresh_tokens WHERE id = 9",
                    "INSERT INTO codes VALUES (11, x'04', 5, 'challenge', 2, NULL)",
                    "INSERT INTO codes VALUES (12, x'05', 5, 'challenge', 2, NULL)",
                    "DELETE FROM codes WHERE id = 12",
                    """
                    INSERT INTO pending_logins (id, phase, provider, browser_hash, csrf_hash,
                        created_at, expires_at)
                    VALUES ('asks', 'ask', 'demo', x'06', x'07', 1, 2)
                    """,
                    """
                    INSERT INTO pending_logins (id, phase, provider, browser_hash, csrf_hash,
                        state_hash, created_at, expires_at)
                    VALUES ('at the service', 'sent', 'demo', x'06', x'07', x'%s', 1, 2)
                    """
                            .formatted(HexFormat.of().formatHex(OLD_STATE.hash())));

    @ParameterizedTest
    @EnumSource
    void an_older_schema_is_brought_up_to_date_and_a_file_is_kept_beside(Backend backend)
            throws Exception {
        String database = backend.database(folder);
        first(backend, database);
        try (Store store = open(database)) {
            assertEquals(
                    "old", store.database().read(t -> store.audit().tail(t, 1)).getFirst().event());
            var access = store.database().read(t -> store.accessTokens().holding(t, 7)).get();
            assertEquals("read", access.token().scope().toString());
            var spent = store.database().read(t -> store.refreshTokens().find(t, 8)).get();
            assertEquals(Instant.ofEpochSecond(3), spent.usedAt());
            assertEquals(Long.valueOf(10), spent.successorAccessId());
            long next = store.database().write(t -> store.refreshTokens().insert(t, spent));
            assertEquals(10, next, "no number is given twice");
            var code = store.database().read(t -> store.codes().holding(t, 11)).get().code();
            assertEquals("challenge", code.challenge());
            assertEquals(13, store.database().write(t -> store.codes().insert(t, code)).intValue());
            var asks = store.database().read(t -> store.logins().find(t, "asks")).get();
            assertEquals(Phase.ASK, asks.phase());
            assertTrue(
                    store.database()
                            .read(t -> store.logins().find(t, "at the service"))
                            .isPresent());
            assertTrue(
                    store.database().read(t -> store.logins().findByState(t, OLD_STATE)).isEmpty(),
                    "it has to begin again");
            assertEquals(
                    List.of("the token of account 1 cannot be opened"), new Upkeep(store).check());
        }
        assertEquals(
                backend == Backend.SQLITE,
                Files.exists(folder.resolve("data/mcp-oauth.db.schema-1")));
    }

    @Test
    void a_migration_that_fails_leaves_the_older_database_as_it_was() throws Exception {
        open().close();
        Transaction tx = SqliteFile.connect(file);
        tx.execute("PRAGMA user_version = 1");
        tx.close();
        assertThrows(StoreException.class, this::open);
        tx = SqliteFile.connect(file);
        assertEquals(1, Dialect.SQLITE.version(tx));
        assertEquals(List.of(), Dialect.SQLITE.integrity(tx));
        tx.close();
    }

    @Test
    void a_copy_that_is_not_complete_never_stands_for_the_older_database() throws Exception {
        Path kept = folder.resolve("data/mcp-oauth.db.schema-1");
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("data"), "1m")) {
            first(Backend.SQLITE, file.toString());
            Path filler = folder.resolve("data/filler");
            Files.write(filler, new byte[(int) (disk.free() - 40_000)]);
            assertThrows(StoreException.class, this::open);
            try (var files = Files.list(file.getParent())) {
                assertEquals(
                        List.of(),
                        files.filter(each -> each.toString().contains("schema-")).toList());
            }
            Files.delete(filler);
            Files.write(folder.resolve(kept + ".partial"), new byte[10]); // of one that was killed
            open().close();
            try (Transaction tx = SqliteFile.connect(kept)) {
                assertEquals(1, Dialect.SQLITE.version(tx));
                assertEquals(List.of(), Dialect.SQLITE.integrity(tx));
            }
            assertFalse(Files.exists(folder.resolve(kept + ".partial")));
        }
    }

    @Test
    void the_copy_is_of_the_last_time_that_there_was_this_schema() throws Exception {
        Path kept = folder.resolve("data/mcp-oauth.db.schema-1");
        first(Backend.SQLITE, file.toString());
        Files.createFile(kept);
        open().close();
        Files.move(kept, file, StandardCopyOption.REPLACE_EXISTING);
        try (Transaction tx = SqliteFile.connect(file)) {
            tx.execute("INSERT INTO audit (at, event, detail) VALUES (1, 'back again', '')");
        }
        open().close();
        try (Transaction tx = SqliteFile.connect(kept)) {
            assertEquals(1, Dialect.SQLITE.version(tx));
            assertEquals("back again", new Audit().tail(tx, 1).getFirst().event());
        }
    }

    @Test
    void first_starts_at_once_make_one_schema_whatever_is_usual_for_the_server() throws Exception {
        String place =
                Backend.POSTGRESQL.database(folder)
                        + "&options=-c%20default_transaction_isolation=serializable";
        try (ExecutorService brokers = Executors.newCachedThreadPool()) {
            Callable<Boolean> start =
                    () -> {
                        try (Store store = open(place)) {
                            return store.probe();
                        }
                    };
            for (Future<Boolean> each : brokers.invokeAll(Collections.nCopies(5, start))) {
                assertTrue(each.get());
            }
        }
    }

    /// A database of the first version with some rows.
    private void first(Backend backend, String database) throws Exception {
        Transaction tx = empty(backend, database);
        Dialect dialect = Dialect.of(tx);
        try (var first = MigrationsTest.class.getResourceAsStream("/schema/0001.sql")) {
            String script = new String(first.readAllBytes(), StandardCharsets.UTF_8);
            for (String statement : script.split(";\\s*\n", -1)) {
                if (!statement.isBlank()) {
                    tx.execute(dialect.translate(statement));
                }
            }
        }
        dialect.setVersion(tx, 1);
        tx.execute("INSERT INTO audit (at, event, detail) VALUES (1, 'old', '')");
        for (String row : OLD_ROWS) {
            tx.execute(dialect == Dialect.SQLITE ? row : row.replaceAll("x'(\\w*)'", "'\\\\x$1'"));
        }
        if (dialect == Dialect.POSTGRESQL) {
            // these rows brought their numbers with them
            tx.execute("ALTER TABLE refresh_tokens ALTER COLUMN id RESTART WITH 10");
            tx.execute("ALTER TABLE codes ALTER COLUMN id RESTART WITH 13");
        }
        tx.close();
    }

    private Transaction empty(Backend backend, String database) throws Exception {
        if (backend == Backend.POSTGRESQL) {
            return new Transaction(DriverManager.getConnection(database));
        }
        open(database).close();
        Files.delete(file);
        return SqliteFile.connect(file);
    }

    private Store open() {
        return open(file.toString());
    }

    private Store open(String database) {
        return Store.open(database, KeyVault.file(folder.resolve("config/key")));
    }
}
