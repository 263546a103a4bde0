package dev.mcpoauth.cli;

import dev.mcpoauth.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells everybody who waits for it that the broker answers, and takes it back at the end.
final class Announcement implements AutoCloseable {
    private final ServeOptions options;
    private final int port;

    Announcement(ServeOptions options, int port) throws IOException {
        this.options = options;
        this.port = port;
        write(options.pidFile, ProcessHandle.current().pid() + "\n");
    }

    /// The ready event: to stdout, and to the ready file.
    void ready(Session session, String issuer, Set<String> providers) throws IOException {
        List<String> redirects =
                providers.stream().sorted().map(name -> issuer + "/callback/" + name).toList();
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("event", "ready");
        event.put("issuer", issuer);
        event.put("port", port);
        event.put("pid", ProcessHandle.current().pid());
        event.put("redirectUri", redirects.isEmpty() ? null : redirects.getFirst());
        event.put("redirectUris", redirects);
        write(options.readyFile, Json.write(event) + "\n");
        if (session.options().structured()) {
            session.terminal().json(event);
            return;
        }
        session.terminal().data("ready " + issuer);
        if (redirects.isEmpty()) {
            session.terminal().say("  " + FirstProvider.ADVICE);
        }
        redirects.forEach(uri -> session.terminal().say("  redirect URI  " + uri));
    }

    /// A reader sees the whole text or no file.
    private static void write(@Nullable Path file, String text) throws IOException {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new CliError(ExitCode.USAGE, file + " is not a file's name", null);
        }
        Path temporary =
                Files.createTempFile(
                        folder,
                        ".ready",
                        "",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, text);
        Files.move(
                temporary,
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        Path ready = options.readyFile;
        Path pid = options.pidFile;
        if (ready != null) {
            Files.deleteIfExists(ready);
        }
        if (pid != null) {
            Files.deleteIfExists(pid);
        }
    }
}
