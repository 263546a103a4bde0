package dev.mcpoauth.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.OptionSpec;

/// MCP servers that the broker is put in front of.
final class ProtectOptions {
    private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9][A-Za-z0-9_-]*)=(.+)");

    List<String> servers = List.of();

    List<String> programs = List.of();

    /// How they are written.
    void on(Flags flags) {
        flags.many(
                OptionSpec.builder("--protect")
                        .paramLabel("[NAME=]URL")
                        .description(
                                "Stand in front of the MCP server at this URL; clients call ISSUER/NAME",
                                "(ISSUER/mcp without a name). May be repeated."),
                () -> servers,
                v -> servers = v);
        flags.many(
                OptionSpec.builder("--protect-stdio")
                        .paramLabel("[NAME=]'CMD ARGS'")
                        .description(
                                "Run this MCP server on standard streams, a process for each session, with the",
                                "user's service token in MCP_OAUTH_SERVICE_TOKEN. No shell. May be repeated."),
                () -> programs,
                v -> programs = v);
    }

    /// The settings that the flags override, by dotted name.
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        servers.forEach(each -> add(values, each, "upstream"));
        programs.forEach(each -> add(values, each, "command"));
        return values;
    }

    private static void add(Map<String, Object> values, String text, String setting) {
        Matcher named = NAMED.matcher(text);
        boolean hasName = named.matches();
        String name = hasName ? named.group(1) : "mcp";
        String key = "resources." + name + "." + setting;
        if (values.put(key, hasName ? named.group(2) : text) != null) {
            throw new CliError(
                    ExitCode.USAGE,
                    "two servers are called '" + name + "'",
                    "mcp-oauth serve --protect NAME=URL --protect OTHER=URL");
        }
    }
}
