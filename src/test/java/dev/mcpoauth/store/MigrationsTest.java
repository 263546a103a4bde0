package dev.mcpoauth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.store.PendingLogins.Phase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Databases of older versions.
final class MigrationsTest {
    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("data/mcp-oauth.db");
    }

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
                    VALUES ('at the service', 'sent', 'demo', x'06', x'07', x'08', 1, 2)
                    """);

    @Test
    void an_older_schema_is_brought_up_to_date_and_kept_beside() throws Exception {
        first();
        try (Store store = open()) {
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
            assertEquals(
                    List.of("the token of account 1 cannot be opened"), new Upkeep(store).check());
        }
        assertTrue(Files.exists(folder.resolve("data/mcp-oauth.db.schema-1")));
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

    /// A database of the first version with some rows.
    private void first() throws IOException {
        open().close();
        Files.delete(file);
        Transaction tx = SqliteFile.connect(file);
        try (var first = MigrationsTest.class.getResourceAsStream("/schema/0001.sql")) {
            String script = new String(first.readAllBytes(), StandardCharsets.UTF_8);
            for (String statement : script.split(";\\s*\n", -1)) {
                if (!statement.isBlank()) {
                    tx.execute(statement);
                }
            }
        }
        tx.execute("PRAGMA user_version = 1");
        tx.execute("INSERT INTO audit (at, event, detail) VALUES (1, 'old', '')");
        OLD_ROWS.forEach(tx::execute);
        tx.close();
    }

    private Store open() {
        return Store.open(file, folder.resolve("config/key"));
    }
}
