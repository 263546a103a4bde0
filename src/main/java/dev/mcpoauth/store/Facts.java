package dev.mcpoauth.store;

import java.util.Optional;

/// What a database knows about itself, such as which key it was sealed with.
final class Facts {
    static final String FIND = "SELECT value FROM meta WHERE name = ?";

    Optional<byte[]> find(Transaction tx, String name) {
        return tx.one(FIND, row -> row.getBytes(1), name);
    }

    /// A fact that stays so until this writing transaction has ended; one that has changed since
    /// the transaction began is a lost race, and the work is done again.
    Optional<byte[]> pinned(Transaction tx, String name) {
        return tx.one(FIND + Dialect.of(tx).pinned(), row -> row.getBytes(1), name);
    }

    /// Whether a fact is this one; nobody else does anything with it then until this writing
    /// transaction has ended.
    boolean hold(Transaction tx, String name, byte[] value) {
        return tx.update(
                        "UPDATE meta SET value = ? WHERE name = ? AND value = ?",
                        value,
                        name,
                        value)
                == 1;
    }

    /// Writes a fact down unless it is known already; gives back what is known then.
    byte[] keepFirst(Transaction tx, String name, byte[] value) {
        tx.update(
                "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                name,
                value);
        return find(tx, name).orElseThrow();
    }

    /// Writes a fact down in place of an older one.
    void put(Transaction tx, String name, byte[] value) {
        tx.update(
                """
                INSERT INTO meta (name, value) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value
                """,
                name,
                value);
    }
}
