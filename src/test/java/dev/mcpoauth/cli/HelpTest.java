package dev.mcpoauth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// Every command explains itself.
final class HelpTest {
    private static final List<String> EXPLAINED =
            List.of(
                    "mcp-oauth client",
                    "mcp-oauth token",
                    "mcp-oauth log",
                    "mcp-oauth prune",
                    "mcp-oauth demo",
                    "mcp-oauth serve",
                    "mcp-oauth st",
                    "mcp-oauth help");

    @Test
    void every_command_shows_examples_that_begin_with_its_own_name() {
        List<String> poor = new ArrayList<>();
        CommandLine root = CommandTree.whole(session());
        HelpPages.fill(root.getCommandSpec());
        check(root, poor);
        assertEquals(List.of(), poor);
    }

    private static void check(CommandLine command, List<String> poor) {
        command.getSubcommands().values().forEach(below -> check(below, poor));
        boolean leaf = command.getSubcommands().isEmpty();
        String name = command.getCommandSpec().qualifiedName();
        String footer = String.join("\n", command.getCommandSpec().usageMessage().footer());
        boolean known = EXPLAINED.stream().anyMatch(name::startsWith);
        if (leaf && known && !(footer.contains("Examples:") && footer.contains(name))) {
            poor.add(name);
        }
    }

    private static Session session() {
        Terminal terminal =
                new Terminal(
                        new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
        return new Session(new AppTest.Files(Path.of("nowhere")), terminal, new GlobalOptions());
    }
}
