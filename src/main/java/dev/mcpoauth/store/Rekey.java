package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Seals everything anew under another key, in one transaction.
///
/// The new key is on disk beside the old one before the transaction commits, and takes its place
/// after it. The database's check value says which of the two holds, so whoever opens the store
/// after a crash at any point finishes the step that is missing (see [Store#open]). A process that
/// still has the old key cannot write with it, nor change it: its transaction fails
/// ([SealedColumns#confirm]). The vault is written only while the check value is this transaction's
/// alone, so that nobody else's prepared key is lost or takes a place that is not its own.
public final class Rekey {
    private static final String SEALED = "sealed_";
    private static final int AT_ONCE = 500;

    private final Store store;
    private final Runnable step;
    private final Watcher watcher;

    /// Seals this open store anew, watched.
    public Rekey(Store store, Watcher watcher) {
        this(store, () -> {}, watcher);
    }

    /// `step` runs between any two things that must not be torn apart; tests end the process there.
    Rekey(Store store, Runnable step) {
        this(store, step, (table, rows, all) -> {});
    }

    private Rekey(Store store, Runnable step, Watcher watcher) {
        this.store = store;
        this.step = step;
        this.watcher = watcher;
    }

    /// Makes a new key and moves the store and the vault to it; gives back the number of values.
    public int run(KeyVault vault) {
        byte[] key = new byte[KeyVault.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Sealer fresh = Sealer.of(key);
        int sealed = run(fresh, () -> vault.prepare(key));
        step.run();
        promote(store.database(), vault, fresh);
        return sealed;
    }

    /// Puts the prepared key in the old one's place where the database is sealed with it and nobody
    /// has done so; throws [StoreException] where the key is nowhere.
    static void promote(Database database, KeyVault vault, Sealer fresh) {
        byte[] check = fresh.derive(Store.CHECK);
        database.write(tx -> {
            // not so where another change has ended since: that one began with this key in place
            if (new Facts().hold(tx, Store.CHECK, check)) {
                if (vault.prepared().filter(key -> Sealer.of(key).passes(check)).isPresent()) {
                    vault.promote();
                } else if (!Sealer.open(vault, false).passes(check)) {
                    throw new StoreException(
                            Kind.KEY,
                            "the new key is not where it was prepared (" + vault.place() + ")");
                }
            }
            return true;
        });
    }

    /// The same with a key that somebody else keeps, such as that of another command.
    public int to(KeyVault other) {
        return run(Sealer.of(other.key(false)), () -> {});
    }

    private int run(Sealer fresh, Runnable prepare) {
        Map<String, List<String>> tables = store.database().read(tx -> tx.ask(Rekey::tables));
        return store.database()
                .write(tx -> {
                    Count count = new Count();
                    // before anything is read: what others have sealed by then is seen
                    lock(tx, tables.keySet());
                    // two changes at once: the later one has the old key, and ends here
                    new SealedColumns(store.sealer(), "meta").confirm(tx);
                    new Facts().put(tx, Store.CHECK, fresh.derive(Store.CHECK));
                    prepare.run();
                    step.run();
                    tables.forEach((table, columns) -> count.all += rows(tx, table, columns));
                    tables.forEach((table, columns) -> {
                        reseal(tx, new Part(table, key(tx, table), columns), fresh, count);
                        step.run();
                    });
                    return count.sealed;
                });
    }

    /// Every table with columns named `sealed_*`, and those columns.
    private static Map<String, List<String>> tables(Connection connection) throws SQLException {
        DatabaseMetaData data = connection.getMetaData();
        Map<String, List<String>> tables = new LinkedHashMap<>();
        try (ResultSet row = data.getColumns(null, connection.getSchema(), "%", "%")) {
            while (row.next()) {
                if (row.getString("COLUMN_NAME").startsWith(SEALED)) {
                    tables.computeIfAbsent(row.getString("TABLE_NAME"), name -> new ArrayList<>())
                            .add(row.getString("COLUMN_NAME"));
                }
            }
        }
        return tables;
    }

    /// How far it is.
    private static final class Count {
        private long all;
        private long rows;
        private int sealed;
    }

    private static String key(Transaction tx, String table) {
        return tx.ask(connection -> key(connection, table));
    }

    private static String key(Connection connection, String table) throws SQLException {
        DatabaseMetaData data = connection.getMetaData();
        try (ResultSet row = data.getPrimaryKeys(null, connection.getSchema(), table)) {
            if (!row.next()) {
                throw new StoreException(Kind.DAMAGED, "table " + table + " has no key");
            }
            return row.getString("COLUMN_NAME");
        }
    }

    /// SQLite has one writer anyway; elsewhere those who write at this moment must wait.
    private static void lock(Transaction tx, Set<String> tables) {
        if (Dialect.of(tx) == Dialect.POSTGRESQL) {
            tx.execute("LOCK TABLE " + String.join(", ", tables) + " IN EXCLUSIVE MODE");
        }
    }

    /// A few rows at a time: there may be a million of them.
    private void reseal(Transaction tx, Part part, Sealer fresh, Count count) {
        Sealing sealing =
                new Sealing(
                        part,
                        new SealedColumns(store.sealer(), part.table()),
                        new SealedColumns(fresh, part.table()));
        List<Row> rows = rows(tx, part, null);
        while (!rows.isEmpty()) {
            for (int i = 0; i < part.columns().size(); i++) {
                List<@Nullable Object[]> moved = sealing.moved(rows, i);
                tx.updateAll(
                        "UPDATE %s SET %s = ? WHERE %s = ?"
                                .formatted(part.table(), part.columns().get(i), part.key()),
                        moved);
                count.sealed += moved.size();
            }
            count.rows += rows.size();
            watcher.at(part.table(), count.rows, count.all);
            rows = rows(tx, part, rows.getLast().key());
        }
    }

    private static long rows(Transaction tx, String table, List<String> columns) {
        return tx.one(
                        "SELECT COUNT(*) FROM %s WHERE %s".formatted(table, filled(columns)),
                        row -> row.getLong(1))
                .orElse(0L);
    }

    private static String filled(List<String> columns) {
        return String.join(" IS NOT NULL OR ", columns) + " IS NOT NULL";
    }

    private record Part(String table, String key, List<String> columns) {}

    private record Row(Object key, List<byte @Nullable []> values) {}

    private record Sealing(Part part, SealedColumns old, SealedColumns anew) {
        /// The values of one column under the new key, each with its row's key.
        List<@Nullable Object[]> moved(List<Row> rows, int column) {
            String name = part.columns().get(column).substring(SEALED.length());
            List<@Nullable Object[]> moved = new ArrayList<>();
            for (Row row : rows) {
                byte[] value = row.values().get(column);
                if (value != null && value.length > 0) {
                    String plain = old.open(value, row.key(), name);
                    moved.add(new Object[] {anew.seal(plain, row.key(), name), row.key()});
                }
            }
            return moved;
        }
    }

    /// The next rows with a sealed value, after the row with this key.
    private static List<Row> rows(Transaction tx, Part part, @Nullable Object after) {
        String columns = String.join(", ", part.columns());
        String key = part.key();
        return tx.all(
                "SELECT %s, %s FROM %s WHERE (%s)%s ORDER BY %s LIMIT %d"
                        .formatted(
                                key,
                                columns,
                                part.table(),
                                filled(part.columns()),
                                after == null ? "" : " AND " + key + " > ?",
                                key,
                                AT_ONCE),
                row -> {
                    List<byte @Nullable []> values = new ArrayList<>();
                    for (int i = 0; i < part.columns().size(); i++) {
                        values.add(row.getBytes(i + 2));
                    }
                    return new Row(row.getObject(1), values);
                },
                after == null ? new Object[0] : new Object[] {after});
    }
}
