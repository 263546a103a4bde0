package dev.mcpoauth.cli;

import dev.mcpoauth.config.RuntimeFiles;
import dev.mcpoauth.config.Settings;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Starts the same command again as a process of its own, and returns when that one is ready.
final class Background {
    private static final Path SELF = Path.of("/proc/self/cmdline");
    private static final String FLAG = "--background";
    private static final int LAST_LINES = 20;

    private final Session session;

    Background(Session session) {
        this.session = session;
    }

    /// `next` is the command that people run then.
    int start(Settings settings, String next) throws IOException, InterruptedException {
        RuntimeFiles files = settings.runtime();
        files.prepare();
        // its own until it is known whether it has the files: another one may be writing the log
        Path made = files.log().resolveSibling("broker-" + UUID.randomUUID() + ".log");
        Files.createFile(
                made,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Process child =
                new ProcessBuilder(command(self()))
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectError(ProcessBuilder.Redirect.appendTo(made.toFile()))
                        .start();
        try (BufferedReader said = child.inputReader(StandardCharsets.UTF_8)) {
            String ready = ready(said);
            if (ready != null) {
                tell(ready, child.pid(), settled(files, made, child.pid()), next);
                return 0;
            }
        }
        int exit = child.waitFor();
        List<String> lines = Files.readAllLines(made);
        Files.delete(made);
        lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()).stream()
                .filter(line -> !line.isBlank())
                .forEach(session.terminal()::say);
        return exit;
    }

    private String ready(BufferedReader said) throws IOException {
        try (Progress _ = Progress.of(session, "starting the broker")) {
            return said.readLine();
        }
    }

    private void tell(String ready, long pid, Path log, String next) {
        session.terminal().data(ready);
        session.terminal().say("  pid   " + pid);
        session.terminal().say("  log   " + log);
        String places = session.options().again();
        // stop finds the one broker that has the files, and with them the log's usual name
        boolean found = log.equals(session.settings(Map.of()).runtime().log());
        session.terminal().say("  stop  " + (found ? "mcp-oauth stop" + places : "kill " + pid));
        session.terminal().say("  next  " + next + places);
    }

    /// One broker of a database has the files, and with them the log's usual name.
    private static Path settled(RuntimeFiles files, Path made, long pid) throws IOException {
        boolean has =
                files.entry()
                        .filter(e -> e.get("pid") instanceof Number n && n.longValue() == pid)
                        .isPresent();
        return has ? Files.move(made, files.log(), StandardCopyOption.REPLACE_EXISTING) : made;
    }

    /// How this very process was started; the kernel's own list where there is one, because the
    /// JDK's leaves long ones out.
    private static List<String> self() throws IOException {
        if (Files.isReadable(SELF)) {
            String line = Files.readString(SELF, StandardCharsets.UTF_8);
            return List.of(line.split("\0", -1)).subList(0, line.split("\0", -1).length - 1);
        }
        ProcessHandle.Info info = ProcessHandle.current().info();
        List<String> command = new ArrayList<>();
        command.add(info.command().orElse("java"));
        command.addAll(Arrays.asList(info.arguments().orElse(new String[0])));
        return command;
    }

    /// The same without `--background`, in a session of its own where that exists.
    private static List<String> command(List<String> self) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        self.stream().filter(word -> !word.equals(FLAG)).forEach(command::add);
        return command;
    }
}
