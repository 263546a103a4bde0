package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Seals the columns of one table; the table, row and column are associated data.
final class SealedColumns {
    private static final char UNIT = '\u001f';
    private static final char RECORD = '\u001e';

    private final Sealer sealer;
    private final String table;

    SealedColumns(Sealer sealer, String table) {
        this.sealer = sealer;
        this.table = table;
    }

    /// After a value was written, in the same transaction: another process may have sealed the
    /// whole store anew since this one read its key, and what the old key sealed would be lost.
    void confirm(Transaction tx) {
        requireOurs(new Facts().pinned(tx, Store.CHECK));
    }

    /// Throws where the database, which knows this check value, is not sealed with our key.
    void requireOurs(Optional<byte[]> check) {
        if (check.filter(sealer::passes).isEmpty()) {
            throw new StoreException(
                    Kind.KEY, "the key was changed by another process; start this one again");
        }
    }

    byte[] seal(String plain, Object row, String column) {
        return sealer.seal(plain, table + "|" + row + "|" + column);
    }

    byte @Nullable [] sealOrNull(@Nullable String plain, Object row, String column) {
        return plain == null ? null : seal(plain, row, column);
    }

    String open(byte[] sealed, Object row, String column) {
        return sealer.unseal(sealed, table + "|" + row + "|" + column);
    }

    @Nullable String openOrNull(byte @Nullable [] sealed, Object row, String column) {
        return sealed == null ? null : open(sealed, row, column);
    }

    /// A map as one text, with the separators that ASCII has for that.
    static String join(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + UNIT + entry.getValue())
                .collect(Collectors.joining(String.valueOf(RECORD)));
    }

    static Map<String, String> split(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : text.split(String.valueOf(RECORD), -1)) {
            int unit = pair.indexOf(UNIT);
            if (unit > 0) {
                values.put(pair.substring(0, unit), pair.substring(unit + 1));
            }
        }
        return values;
    }
}
