package dev.mcpoauth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpoauth.cli.Completions.Shell;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is generated from the commands is fresh; `scripts/generate` writes it again.
final class FreshFilesTest {
    @TempDir Path folder;

    @Test
    void the_files_in_the_repository_are_fresh() throws IOException {
        CommandModel model = model();
        Map<Path, String> files = new LinkedHashMap<>();
        for (Shell shell : Shell.values()) {
            files.put(Path.of("completions", shell.file()), new Completions(model).script(shell));
        }
        files.put(Path.of("docs/commands.md"), new CommandReference(model).text());
        for (Map.Entry<Path, String> file : files.entrySet()) {
            if (Boolean.getBoolean("generate")) {
                Files.createDirectories(file.getKey().resolveSibling(""));
                Files.writeString(file.getKey(), file.getValue());
            }
            assertEquals(
                    file.getValue(),
                    Files.exists(file.getKey()) ? Files.readString(file.getKey()) : "",
                    file.getKey() + " is stale: run scripts/generate");
        }
    }

    private CommandModel model() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        Session session =
                new Session(
                        new AppTest.Files(folder),
                        new Terminal(nowhere, nowhere),
                        new GlobalOptions());
        return CommandModel.of(session);
    }
}
