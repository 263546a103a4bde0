package dev.mcpoauth.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Prints manual pages.
@Command(name = "man", description = "Print the manual page of a command, for man(1).")
@Usage(
        examples = {
            "mcp-oauth man token get | man -l -",
            "mcp-oauth man --dir ~/.local/share/man/man1",
        },
        exits = {ExitCode.NOT_FOUND})
final class ManCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..*",
            description = "The command, such as token get.")
    List<String> path = List.of();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Write the pages of all commands into this folder.")
    @Nullable Path dir;

    ManCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        CommandModel root = CommandModel.of(session);
        Path folder = dir;
        if (folder != null) {
            Files.createDirectories(folder);
            for (CommandModel each : root.all()) {
                Files.writeString(
                        folder.resolve(ManPage.file(each)), new ManPage(each, root).text());
            }
            session.terminal()
                    .show(
                            Map.of("folder", folder.toString(), "pages", root.all().size()),
                            List.of());
            session.terminal().done(root.all().size() + " pages are in " + folder, "");
            return 0;
        }
        CommandModel command =
                root.all().stream()
                        .filter(each -> each.path().equals(path))
                        .findFirst()
                        .orElseThrow(() ->
                                new CliError(
                                        ExitCode.NOT_FOUND,
                                        "no command " + String.join(" ", path),
                                        "mcp-oauth help"));
        session.terminal().raw(new ManPage(command, root).text());
        return 0;
    }
}
