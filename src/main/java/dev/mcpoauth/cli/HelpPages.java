package dev.mcpoauth.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;

/// What the help shows beyond the options: examples, exit codes, the welcome, and the topics.
final class HelpPages {
    private static final List<ExitCode> ALWAYS =
            List.of(ExitCode.OK, ExitCode.ERROR, ExitCode.USAGE, ExitCode.CLOSED_PIPE);

    private HelpPages() {}

    /// Adds examples and exit codes to the command whose help was asked for, if it was.
    static void fill(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        if (last.isUsageHelpRequested()) {
            fill(last.commandSpec());
        }
    }

    /// Adds examples and exit codes to a command and everything below it.
    static void fill(CommandSpec spec) {
        spec.subcommands().values().forEach(below -> fill(below.getCommandSpec()));
        Usage usage =
                spec.userObject() == null
                        ? null
                        : spec.userObject().getClass().getAnnotation(Usage.class);
        if (usage == null) {
            return;
        }
        UsageMessageSpec message = spec.usageMessage();
        List<String> footer = new ArrayList<>(List.of(""));
        if (usage.notes().length > 0) {
            footer.addAll(List.of(usage.notes()));
            footer.add("");
        }
        footer.add("Examples:");
        for (String example : usage.examples()) {
            footer.add("  " + example.replace("%", "%%"));
        }
        message.footer(footer.toArray(String[]::new));
        EnumSet<ExitCode> exits = EnumSet.copyOf(ALWAYS);
        exits.addAll(List.of(usage.exits()));
        if (usage.opensStore()) {
            exits.addAll(List.of(ExitCode.UNREACHABLE, ExitCode.CONFLICT));
        }
        Map<String, String> shown = new LinkedHashMap<>();
        exits.forEach(code -> shown.put(String.valueOf(code.number()), code.meaning()));
        message.exitCodeListHeading("%nExit codes:%n");
        message.exitCodeList(shown);
    }

    /// The short welcome of a plain `mcp-oauth`.
    static void welcome(Session session) {
        Terminal terminal = session.terminal();
        terminal.data(
                "mcp-oauth "
                        + session.product().version()
                        + " - local OAuth broker for the Model Context Protocol");
        terminal.data("  Try it now, no registration needed:   " + FirstProvider.TRY);
        terminal.data("  Add a real service:                   " + FirstProvider.ADD);
        terminal.data("  Write a provider of your own:         mcp-oauth init provider acme");
        terminal.data(
                "  All commands: mcp-oauth help          Check this machine: mcp-oauth doctor");
    }

    /// The topics of `mcp-oauth help TOPIC`.
    static Map<String, List<String>> topics() {
        Map<String, List<String>> topics = new LinkedHashMap<>();
        topics.put("environment", ENVIRONMENT.lines().toList());
        topics.put("exit-codes", exitCodes());
        topics.put("formatting", FORMATTING.lines().toList());
        topics.put("storage", STORAGE.lines().toList());
        topics.put("headless", HEADLESS.lines().toList());
        return topics;
    }

    private static List<String> exitCodes() {
        List<String> lines = new ArrayList<>();
        for (ExitCode code : ExitCode.values()) {
            lines.add("%4d  %-16s %s".formatted(code.number(), code.code(), code.meaning()));
        }
        return lines;
    }

    static void print(CommandLine command, Terminal terminal) {
        fill(command.getCommandSpec());
        terminal.raw(command.getUsageMessage(command.getColorScheme()));
    }

    private static final String ENVIRONMENT =
            """
            MCP_OAUTH_CONFIG     a settings file, as --config
            MCP_OAUTH_DATA_DIR   a folder for everything, as --data-dir
            MCP_OAUTH_NO_INPUT   any text: never ask, as --no-input
            MCP_OAUTH_BROWSER    the command that opens a login page; BROWSER is tried next
            MCP_OAUTH_KEY_FILE, MCP_OAUTH_KEY_CMD
                                 the key's file, or the command that prints it
            HTTPS_PROXY, HTTP_PROXY, NO_PROXY
                                 the proxy to services and MCP servers, and the hosts without it
            NO_COLOR             any text: no colours
            CLICOLOR_FORCE       any text but 0: colours even into a pipe
            XDG_CONFIG_HOME, XDG_STATE_HOME, HOME
                                 where settings, key and database are without the above
            A flag is stronger than a variable, a variable than ./mcp-oauth.json, that than the
            user's config.json, that than /etc/mcp-oauth/config.json.
            """;

    private static final String FORMATTING =
            """
            Data goes to stdout, everything else to stderr.
            -o text    for people (the default)
            -o json    one JSON value with "schema": 1; fields are only ever added (also --json)
            -o jsonl   one JSON value for each row
            -o plain   one line for each row, separated by tabs, without a header
            Errors with json or jsonl are one line on stderr:
            {"error":{"code":"login_required","exit":3,"message":"...","hint":"mcp-oauth login x"}}
            """;

    private static final String STORAGE =
            """
            $XDG_STATE_HOME/mcp-oauth/mcp-oauth.db   everything (mode 0600)
            $XDG_CONFIG_HOME/mcp-oauth/key           the key that seals the services' tokens (0600)
            --data-dir DIR puts both into one folder. MCP tokens, codes and client secrets are kept
            as hashes, the tokens of services encrypted. Deleting both files deletes everything.
            """;

    private static final String HEADLESS =
            """
            mcp-oauth login works over ssh and in containers. Do one of:
              - open the link that it prints in any browser, and paste the address you end on, even
                if that page does not load (--paste)
              - forward the broker's port: ssh -L 8787:127.0.0.1:8787 HOST, and open the local link
              - type a code at the service, where it has device codes (--device)
            In scripts without a terminal it ends with exit 3 and the link in the error; --wait 5m
            waits for somebody to open it. token get never asks anything.
            """;
}
