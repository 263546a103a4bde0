package dev.mcpoauth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A copy into PostgreSQL that fails in one of the two databases.
final class CopyTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    @TempDir Path folder;
    private Store from;
    private Store to;
    private long grant;

    @BeforeEach
    void open() {
        KeyVault key = KeyVault.file(folder.resolve("key"));
        from = Store.open(folder.resolve("data/mcp-oauth.db").toString(), key);
        to = Store.open(Backend.POSTGRESQL.database(folder), key);
        grant = UpkeepTest.grant(from);
    }

    @AfterEach
    void close() {
        from.close();
        to.close();
    }

    @Test
    void a_source_whose_tokens_cannot_end_leaves_the_target_empty() {
        in(
                from,
                """
                CREATE TRIGGER full BEFORE UPDATE ON grants BEGIN
                    SELECT RAISE(ABORT, 'no room here');
                END
                """);
        fails("no room here");
        in(from, "DROP TRIGGER full");
        // a disk that is full is often noticed no earlier than by the commit
        for (Store each : new Store[] {from, to}) {
            in(
                    each,
                    """
                    CREATE TABLE late (id INTEGER REFERENCES grants (id)
                        DEFERRABLE INITIALLY DEFERRED, other INTEGER)
                    """);
        }
        in(
                from,
                """
                CREATE TRIGGER late BEFORE UPDATE ON grants BEGIN
                    INSERT INTO late VALUES (-1, 0);
                END
                """);
        fails("FOREIGN KEY");
        in(from, "DROP TRIGGER late");
        new Copy(from, to).run(NOW);
        assertNull(UpkeepTest.found(to, grant).revokedAt());
        assertNotNull(UpkeepTest.found(from, grant).revokedAt());
    }

    /// Fails with these words, and nothing has changed.
    private void fails(String why) {
        StoreException e = assertThrows(StoreException.class, () -> new Copy(from, to).run(NOW));
        assertTrue(String.valueOf(e.getMessage()).contains(why), e.getMessage());
        assertEquals(0, to.database().read(tx -> to.grants().list(tx)).size());
        assertNull(UpkeepTest.found(from, grant).revokedAt());
    }

    @Test
    void a_target_that_fails_says_so_itself_and_after_the_source_no_token_lives_twice() {
        in(to, "ALTER TABLE grants ADD CHECK (provider <> 'demo')");
        fails("violates check");
        in(to, "ALTER TABLE grants DROP CONSTRAINT grants_provider_check");
        in(
                to,
                """
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
                    AS 'BEGIN RAISE EXCEPTION ''not today''; END'
                """);
        in(
                to,
                """
                CREATE CONSTRAINT TRIGGER late AFTER INSERT ON grants DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION refuse()
                """);
        StoreException e = assertThrows(StoreException.class, () -> new Copy(from, to).run(NOW));
        assertTrue(String.valueOf(e.getMessage()).contains("not today"), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).contains("have ended already"), e.getMessage());
        in(to, "DROP TRIGGER late ON grants");
        assertNotNull(UpkeepTest.found(from, grant).revokedAt());
        new Copy(from, to).run(NOW);
        assertNotNull(UpkeepTest.found(to, grant).revokedAt());
    }

    private static void in(Store store, String sql) {
        store.database()
                .write(tx -> {
                    tx.execute(sql);
                    return true;
                });
    }
}
