package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Brings a database to the newest schema, in one transaction, and refuses one that is newer.
///
/// The files `schema/0001.sql`, `0002.sql` ... are the schema.
final class Migrations {
    /// The last file's number. Looking for a next one that is not there would open every jar of the
    /// program, each time a database is opened.
    static final int NEWEST = 12;

    private final Dialect dialect;
    private final String name;

    /// `name` is the database's name for people.
    Migrations(Dialect dialect, String name) {
        this.dialect = dialect;
        this.name = name;
    }

    void apply(Transaction tx) {
        if (current(tx)) {
            return;
        }
        dialect.beginMigration(tx);
        try {
            // read again under the lock: another process may have done it meanwhile
            if (!current(tx)) {
                migrate(tx, dialect.version(tx));
            }
            tx.execute("COMMIT");
        } catch (RuntimeException e) {
            undo(tx, e);
            throw e;
        }
    }

    /// After an error of the disk SQLite has undone it already: the first error is the one to tell.
    private static void undo(Transaction tx, RuntimeException because) {
        try {
            tx.execute("ROLLBACK");
        } catch (SqlFailure e) {
            because.addSuppressed(e);
        }
    }

    /// Whether the schema is the newest; a newer one is refused, before anything is written.
    boolean current(Transaction tx) {
        int version = dialect.version(tx);
        if (version > NEWEST) {
            throw new StoreException(
                    Kind.NEWER_SCHEMA,
                    name
                            + " was made by a newer mcp-oauth (schema "
                            + version
                            + "); use that version, or restore an older backup");
        }
        return version == NEWEST;
    }

    private void migrate(Transaction tx, int version) {
        if (version == 0 && dialect.hasTables(tx)) {
            throw new StoreException(Kind.DAMAGED, name + " is a database of another program");
        }
        for (int next = version + 1; next <= NEWEST; next++) {
            for (String statement : script(next).split(";\\s*\n", -1)) {
                if (!statement.isBlank() && dialect.knows(statement)) {
                    tx.execute(dialect.translate(statement));
                }
            }
        }
        dialect.setVersion(tx, NEWEST);
    }

    static String resource(int number) {
        String digits = String.valueOf(number);
        return "/schema/" + "0".repeat(4 - digits.length()) + digits + ".sql";
    }

    private static String script(int number) {
        String resource = resource(number);
        try (InputStream in = Migrations.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(resource + " cannot be read", e);
        }
    }
}
