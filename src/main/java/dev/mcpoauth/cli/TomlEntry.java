package dev.mcpoauth.cli;

import dev.mcpoauth.cli.EditedFile.Change;
import java.util.List;
import java.util.regex.Pattern;

/// Adds a server to a TOML file: tables at its end, nothing else is touched.
final class TomlEntry {
    private TomlEntry() {}

    /// The text with the server; a table of that name is never changed by us.
    static Change put(String before, ClientSettings.Entry entry) {
        String name = Pattern.quote(entry.name());
        List<String> lines = before.lines().map(String::strip).toList();
        boolean inline =
                lines.stream()
                        .anyMatch(line -> line.matches("mcp_servers(\\s*=|\\." + name + ").*"));
        boolean there =
                lines.stream()
                        .anyMatch(line ->
                                line.matches(
                                        "\\[\\s*mcp_servers\\s*\\.\\s*\"?"
                                                + name
                                                + "\"?\\s*[.\\]].*"));
        there |= inTable(lines, name);
        String text = String.join("\n", entry.toml()) + "\n";
        if (there && before.contains(text)) {
            return new Change(before, false);
        }
        if (inline || there) {
            throw new CliError(
                    ExitCode.CONFLICT,
                    "the file has a server "
                            + entry.name()
                            + " or writes mcp_servers on one line; change it by hand",
                    "mcp-oauth client snippet " + entry.entry().clientId() + " --for codex");
        }
        String gap = before.isEmpty() ? "" : before.endsWith("\n") ? "\n" : "\n\n";
        return new Change(before + gap + text, false);
    }

    /// Whether a line below `[mcp_servers]` itself is about the server: `mcp = {`, `mcp.url = `.
    private static boolean inTable(List<String> lines, String name) {
        boolean inside = false;
        for (String line : lines) {
            if (line.startsWith("[")) {
                inside = line.matches("\\[\\s*[\"']?mcp_servers[\"']?\\s*].*");
            } else if (inside && line.matches("[\"']?" + name + "[\"']?\\s*[.=].*")) {
                return true;
            }
        }
        return false;
    }
}
