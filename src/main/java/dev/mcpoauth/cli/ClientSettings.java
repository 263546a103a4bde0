package dev.mcpoauth.cli;

import dev.mcpoauth.config.ResourceSettings;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.store.Client;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What goes into a client's own configuration: the options of `snippet` and `install`.
final class ClientSettings {
    @Parameters(paramLabel = "ID", description = "The client's id, or its name.")
    String id = "";

    @Option(
            names = "--for",
            paramLabel = "CLIENT",
            required = true,
            description = "Whose configuration: ${COMPLETION-CANDIDATES}.")
    ClientPreset preset = ClientPreset.ENV;

    @Option(
            names = "--resource",
            paramLabel = "NAME|URL",
            description = "The MCP server (the first of the settings).")
    @Nullable String resource;

    @Option(
            names = "--server",
            paramLabel = "NAME",
            description = "What the client calls the server (its name in the settings).")
    String server = "";

    @Option(
            names = "--headers-helper",
            paramLabel = "REF",
            description =
                    "For claude-code: mcp-oauth token headers REF gives the token, without a login there.")
    String headersHelper = "";

    /// One MCP server in a client's configuration.
    ///
    /// @param name what the client calls it
    /// @param entry what it is
    record Entry(String name, ClientPreset.Server entry) {
        /// The lines of a TOML file.
        List<String> toml() {
            return List.of(
                    "[mcp_servers." + name + "]",
                    "url = " + Json.write(entry.url()),
                    "",
                    "[mcp_servers." + name + ".oauth]",
                    "client_id = " + Json.write(entry.clientId()));
        }

        /// The lines of a shell script.
        List<String> env() {
            return List.of(
                    Shell.SH.assignment("MCP_SERVER_URL", entry.url()),
                    Shell.SH.assignment("MCP_CLIENT_ID", entry.clientId()));
        }

        /// The whole of a JSON file with nothing else in it.
        Map<String, Object> json(ClientPreset preset) {
            return Map.of(preset.member(), Map.of(name, preset.entry(entry)));
        }
    }

    /// The same for another command of `client`, as one line of a shell.
    String again(String command) {
        return "mcp-oauth client %s %s --for %s".formatted(command, NextSteps.quoted(id), preset)
                + NextSteps.option("--resource", resource)
                + NextSteps.option("--server", server)
                + NextSteps.option("--headers-helper", headersHelper);
    }

    /// The entry for the client's file; the MCP server is where the running broker has it.
    Entry entry(Session session) {
        Settings settings = session.running(session.settings(Map.of()));
        Client client = session.withStore(store -> ClientViews.find(store, id));
        ResourceSettings target = target(settings);
        String name = server.isEmpty() ? target.name() : server;
        if (!name.matches("[A-Za-z0-9_-]{1,60}")) {
            throw new CliError(
                    ExitCode.USAGE,
                    "'" + name + "' is no name of a server; give one with --server",
                    null);
        }
        if (!headersHelper.isEmpty()) {
            Ref.parse(headersHelper, "");
            if (preset != ClientPreset.CLAUDE_CODE) {
                throw new CliError(
                        ExitCode.USAGE, preset + " takes no headers from a command", null);
            }
        }
        return new Entry(name, new ClientPreset.Server(client.id(), target.url(), helper(session)));
    }

    private String helper(Session session) {
        return headersHelper.isEmpty()
                ? ""
                : "mcp-oauth token headers "
                        + NextSteps.quoted(headersHelper)
                        + session.options().elsewhere();
    }

    private ResourceSettings target(Settings settings) {
        String wanted = resource;
        return wanted == null
                ? settings.resources().values().iterator().next()
                : server(settings, wanted);
    }

    /// The MCP server of the settings with this name or URL.
    static ResourceSettings server(Settings settings, String nameOrUrl) {
        ResourceSettings named = settings.resources().get(nameOrUrl);
        if (named != null) {
            return named;
        }
        return settings.resource(nameOrUrl)
                .orElseThrow(() ->
                        new CliError(
                                ExitCode.NOT_FOUND,
                                "no MCP server "
                                        + nameOrUrl
                                        + " is in the settings; there is "
                                        + String.join(", ", settings.resources().keySet()),
                                "mcp-oauth config list"));
    }

    /// The URLs of the servers with these names or URLs, where the running broker has them.
    static List<String> servers(Session session, List<String> namesOrUrls) {
        if (namesOrUrls.isEmpty()) {
            return List.of();
        }
        Settings settings = session.running(session.settings(Map.of()));
        return namesOrUrls.stream().map(each -> server(settings, each).url()).distinct().toList();
    }
}
