package dev.mcpoauth.cli;

import dev.mcpoauth.config.SettingsProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Opens the settings file in an editor.
@Command(
        name = "edit",
        description = "Open the settings file in your editor ($VISUAL or $EDITOR) and check it.")
@Usage(examples = {"mcp-oauth config edit --user"})
final class ConfigEdit implements Callable<Integer> {
    private final Session session;

    @Mixin ConfigFile file = new ConfigFile();

    ConfigEdit(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path path = file.path(session);
        String editor = session.terminal().device().variable("VISUAL");
        if (editor.isEmpty()) {
            editor = session.terminal().device().variable("EDITOR");
        }
        if (editor.isEmpty()) {
            throw new CliError(
                    ExitCode.USAGE,
                    "no editor: set EDITOR, or edit " + path,
                    "EDITOR=vi mcp-oauth config edit");
        }
        if (!Files.exists(path)) {
            ConfigFile.write(path, "{\n}\n");
        }
        // the editor's own words may hold arguments; the path is an argument and never shell text
        Process process =
                new ProcessBuilder(
                                List.of("/bin/sh", "-c", editor + " \"$1\"", "sh", path.toString()))
                        .inheritIO()
                        .start();
        if (process.waitFor() != 0) {
            throw new CliError(ExitCode.ERROR, "the editor ended with an error", null);
        }
        try {
            session.settings(Map.of());
        } catch (SettingsProblem e) {
            throw new CliError(
                    ExitCode.USAGE, String.valueOf(e.getMessage()), "mcp-oauth config edit");
        }
        session.terminal().show(Map.of("file", path.toString()), List.of());
        session.terminal().done("the settings are sound", "");
        return 0;
    }
}
