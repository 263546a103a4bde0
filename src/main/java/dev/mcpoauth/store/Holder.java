package dev.mcpoauth.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Finds the process that keeps a SQLite file from others, where the system tells: Linux lists
/// every lock in a file.
final class Holder {
    private static final Path LOCKS = Path.of("/proc/locks");

    // "1: POSIX  ADVISORY  WRITE 4711 fe:00:2310148 120 120"; one that waits has "->" before POSIX
    private static final int KIND = 1;
    private static final int MODE = 3;
    private static final int PROCESS = 4;
    private static final int FILE = 5;

    private Holder() {}

    /// The other process that writes to the file or keeps it for itself.
    static Optional<ProcessHandle> writing(Path file) {
        return find(file, Set.of("WRITE"));
    }

    /// Another process that has the file open.
    static Optional<ProcessHandle> using(Path file) {
        return find(file, Set.of("WRITE", "READ"));
    }

    /// `process 4711 (sqlite3)`.
    static String name(ProcessHandle process) {
        String program =
                process.info()
                        .command()
                        .map(path -> " (" + Path.of(path).getFileName() + ")")
                        .orElse("");
        return "process " + process.pid() + program;
    }

    private static Optional<ProcessHandle> find(Path file, Set<String> modes) {
        try {
            Set<Path> parts = parts(file);
            Set<String> numbers = new HashSet<>();
            for (Path part : parts) {
                numbers.add(String.valueOf(Files.getAttribute(part, "unix:ino")));
            }
            return Files.readAllLines(LOCKS).stream()
                    .map(line -> List.of(line.split("\\s+", -1)))
                    .filter(lock -> lock.size() > FILE && lock.get(KIND).equals("POSIX"))
                    .filter(lock -> modes.contains(lock.get(MODE)))
                    .filter(lock -> numbers.contains(lock.get(FILE).replaceAll(".*:", "")))
                    .flatMap(lock -> ProcessHandle.of(Long.parseLong(lock.get(PROCESS))).stream())
                    .filter(process -> process.pid() != ProcessHandle.current().pid())
                    .filter(process -> hasOpen(process, parts))
                    .findFirst();
        } catch (IOException | UnsupportedOperationException | NumberFormatException e) {
            // another system, or a file that is gone: nobody can say who it was
            return Optional.empty();
        }
    }

    /// The file and the one that processes share beside it, with their real names.
    private static Set<Path> parts(Path file) throws IOException {
        Set<Path> parts = new HashSet<>();
        for (String ending : List.of("", "-shm")) {
            Path part = file.toAbsolutePath().resolveSibling(file.getFileName() + ending);
            if (Files.exists(part)) {
                parts.add(part.toRealPath());
            }
        }
        return parts;
    }

    /// The same number can be another file's on another disk.
    private static boolean hasOpen(ProcessHandle process, Set<Path> parts) {
        try (Stream<Path> open = Files.list(Path.of("/proc", process.pid() + "", "fd"))) {
            return open.anyMatch(each -> leadsTo(each, parts));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean leadsTo(Path descriptor, Set<Path> parts) {
        try {
            return parts.contains(Files.readSymbolicLink(descriptor));
        } catch (IOException e) {
            // closed meanwhile
            return false;
        }
    }
}
