package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;

/// Brings a file to the newest schema, in one transaction, and refuses one that is newer.
final class Migrations {
    private static final int NEWEST = 1;

    private Migrations() {}

    static void apply(Transaction tx, Path file) throws SQLException {
        if (version(tx) == NEWEST) {
            return;
        }
        tx.execute("BEGIN IMMEDIATE");
        try {
            // read again under the lock: another process may have done it meanwhile
            int version = version(tx);
            if (version > NEWEST) {
                throw new StoreException(
                        Kind.NEWER_SCHEMA,
                        file + " was made by a newer mcp-oauth (schema " + version + ")");
            }
            if (version == 0
                    && tx.one("SELECT 1 FROM sqlite_master", r -> r.getInt(1)).isPresent()) {
                throw new StoreException(Kind.DAMAGED, file + " is a database of another program");
            }
            for (int next = version + 1; next <= NEWEST; next++) {
                for (String statement : script(next).split(";\\s*\n", -1)) {
                    if (!statement.isBlank()) {
                        tx.execute(statement);
                    }
                }
            }
            tx.execute("PRAGMA user_version = " + NEWEST);
            tx.execute("COMMIT");
        } catch (SQLException | RuntimeException e) {
            tx.execute("ROLLBACK");
            throw e;
        }
    }

    private static int version(Transaction tx) throws SQLException {
        return tx.one("PRAGMA user_version", row -> row.getInt(1)).orElse(0);
    }

    private static String script(int number) {
        String name = "/schema/%04d.sql".formatted(number);
        try (InputStream in = Migrations.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }
}
