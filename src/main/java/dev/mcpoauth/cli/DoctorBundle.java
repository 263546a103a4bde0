package dev.mcpoauth.cli;

import dev.mcpoauth.config.RuntimeFiles;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.trace.Redactor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// What somebody who helps needs to know, in one file, with every secret replaced.
final class DoctorBundle {
    private final Session session;
    private final Redactor redactor = new Redactor();

    DoctorBundle(Session session) {
        this.session = session;
    }

    void write(Path file, List<Finding> findings) throws IOException {
        Files.deleteIfExists(file);
        try (OutputStream out =
                        java.nio.channels.Channels.newOutputStream(
                                Files.newByteChannel(
                                        file,
                                        Set.of(
                                                StandardOpenOption.CREATE_NEW,
                                                StandardOpenOption.WRITE),
                                        PosixFilePermissions.asFileAttribute(
                                                PosixFilePermissions.fromString("rw-------"))));
                ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
            add(
                    zip,
                    "doctor.json",
                    Json.pretty(
                            Map.of(
                                    "version", session.product().version(),
                                    "findings", findings.stream().map(Finding::fields).toList())));
            add(zip, "settings.txt", settings());
            add(zip, "serve.log", log());
        }
    }

    private void add(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(redactor.text(text).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private String settings() {
        StringBuilder text = new StringBuilder();
        try {
            new ConfigValues(session)
                    .all()
                    .forEach((name, value) ->
                            text.append(name)
                                    .append(" = ")
                                    .append(redactor.url(value.text()))
                                    .append("  # ")
                                    .append(value.origin())
                                    .append('\n'));
        } catch (RuntimeException e) {
            text.append(e.getMessage()).append('\n');
        }
        return text.toString();
    }

    private String log() {
        try {
            Settings settings = session.settings(Map.of());
            RuntimeFiles files = settings.runtime();
            return Files.isRegularFile(files.log())
                    ? String.join(
                            "\n",
                            Files.readAllLines(files.log()).stream().map(redactor::url).toList())
                    : "";
        } catch (IOException | RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
