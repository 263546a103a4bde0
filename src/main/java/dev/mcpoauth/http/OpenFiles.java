package dev.mcpoauth.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// How many connections fit beside everything else that the process keeps open.
///
/// A process that has no file left cannot open its database or ask a service: clients then wait in
/// the queue of the port instead.
final class OpenFiles {
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final Pattern MOST = Pattern.compile("Max open files\\s+(\\d+)");

    /// For connections of the database, its temporary files, and pipes.
    private static final int RESERVE = 24;

    private static final int FEWEST = 8;

    private OpenFiles() {}

    /// The number, by the limit of open files; empty where the system does not tell.
    static OptionalInt connections() {
        try (Stream<Path> open = Files.list(OPEN)) {
            Matcher limit = MOST.matcher(Files.readString(LIMITS));
            return limit.find()
                    ? OptionalInt.of(connections(Long.parseLong(limit.group(1)), open.count()))
                    : OptionalInt.empty();
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    /// Each connection may need a second one, to a service or to a protected server.
    static int connections(long limit, long open) {
        return Math.clamp((limit - open - RESERVE) / 2, FEWEST, Integer.MAX_VALUE);
    }
}
