package dev.mcpoauth.cli;

import dev.mcpoauth.config.EditLock;
import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.SettingsProblem;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.config.WholeFile;
import dev.mcpoauth.json.JsonProblem;
import dev.mcpoauth.json.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Option;

/// The settings file that a command changes; what would not be read any more is not written.
final class ConfigFile {
    @Option(
            names = "--user",
            description = "Use the user's file, even where the project has its own.")
    boolean user;

    @Option(
            names = "--project",
            description = "Use the project's file, ./mcp-oauth.json, even where there is none yet.")
    boolean project;

    /// The file: the named one, or the project's where it exists, otherwise the user's.
    Path path(Session session) {
        SettingsReader reader = session.product().settingsReader();
        Overrides overrides = session.overrides(Map.of());
        List<Path> files = reader.files(overrides);
        Path last = files.getLast();
        boolean there = Files.isRegularFile(last) || reader.named(overrides).isPresent();
        boolean first = project || (!user && there);
        return (first ? last : files.get(files.size() - 2)).toAbsolutePath();
    }

    /// Its text; an empty object where there is no file.
    String text(Session session) throws IOException {
        try {
            return Files.readString(path(session));
        } catch (NoSuchFileException e) {
            return "{\n}\n";
        }
    }

    /// Changes the text and reads all settings with the change; throws [SettingsProblem] and leaves
    /// the file as it was when they are wrong then.
    void change(Session session, Function<JsonText, String> change) throws IOException {
        try (EditLock _ = session.editLock()) {
            changed(session, change);
        }
    }

    private void changed(Session session, Function<JsonText, String> change) throws IOException {
        Path file = path(session);
        boolean there = Files.exists(file);
        String old = text(session);
        try {
            write(file, change.apply(new JsonText(old)));
        } catch (JsonProblem e) {
            throw new SettingsProblem(file + ": " + e.getMessage());
        }
        try {
            session.settings(Map.of());
        } catch (SettingsProblem e) {
            if (there) {
                write(file, old);
            } else {
                Files.delete(Files.exists(file) ? file.toRealPath() : file);
            }
            throw e;
        }
    }

    /// A reader sees the old file or the new one, never half of it.
    static void write(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " has no folder");
        }
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        WholeFile.write(file, text, "rw-------");
    }
}
