package dev.mcpoauth.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// How old a SQLite database is.
///
/// @param generation grows with every start of a broker, every hour that it runs and every backup
/// @param numbers how many numbers its rows were given: grows with every code and token that is
///   issued and every event
record Age(long generation, long numbers) {
    /// Where the second number is in the file.
    static final int NUMBERS_AT = 20;

    /// How long the file is.
    static final int LENGTH = 2 * NUMBERS_AT;

    /// A schema file that makes one of these tables anew has to keep its number.
    private static final String NUMBERS =
            """
            SELECT COALESCE(SUM(seq), 0) FROM sqlite_sequence WHERE name IN ('service_accounts',
                'grants', 'codes', 'access_tokens', 'refresh_tokens', 'audit')
            """;

    private static final String BOTH =
            "SELECT (SELECT value FROM meta WHERE name = '%s'), (%s)"
                    .formatted(Generation.FACT, NUMBERS);

    /// The age of this database; its generation is 0 when it has never had one.
    static Age of(Transaction tx) {
        return tx.one(BOTH, row -> new Age(number(row.getBytes(1)), row.getLong(2))).orElseThrow();
    }

    /// Gives this database a generation; gives back the age that it has then.
    static Age begin(Transaction tx, long generation) {
        byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(generation).array();
        new Facts().put(tx, Generation.FACT, value);
        return of(tx);
    }

    /// How many numbers this database has given.
    static long numbers(Transaction tx) {
        return tx.one(NUMBERS, row -> row.getLong(1)).orElse(0L);
    }

    private static long number(byte @Nullable [] value) {
        return value == null ? 0 : ByteBuffer.wrap(value).getLong();
    }

    /// What a file says; all 0 where it is empty, which is a first start that did not end. The
    /// second line is missing in files of older versions.
    static Age read(String text) {
        String[] lines = text.strip().split("\\s+", -1);
        long generation = lines[0].isEmpty() ? 0 : Long.parseLong(lines[0]);
        return new Age(generation, lines.length < 2 ? 0 : Long.parseLong(lines[1]));
    }

    /// The text of the file, always of the same length.
    byte[] text() {
        return (line(generation) + line(numbers)).getBytes(StandardCharsets.US_ASCII);
    }

    static String line(long number) {
        String digits = Long.toString(number);
        return "0".repeat(NUMBERS_AT - 1 - digits.length()) + digits + "\n";
    }

    /// Whether a database of this age has everything that there was when the file said so.
    boolean follows(@Nullable Age marked) {
        return generation > 0
                && marked != null
                && marked.generation <= generation
                && marked.numbers <= numbers;
    }
}
