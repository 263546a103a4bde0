package dev.mcpoauth.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The MCP clients that we know: where their answers go, and what their configuration looks like.
///
/// A loopback address matches with any port (RFC 8252 7.3), so the port here is only an example.
enum ClientPreset {
    /// Claude Code; its port is free unless `oauth.callbackPort` says otherwise.
    CLAUDE_CODE(
            "Claude Code",
            List.of("http://localhost/callback", "http://127.0.0.1/callback"),
            ".mcp.json"),
    /// Claude Desktop and claude.ai, whose connectors log in at Anthropic's own address.
    CLAUDE_DESKTOP(
            "Claude",
            List.of(
                    "https://claude.ai/api/mcp/auth_callback",
                    "https://claude.com/api/mcp/auth_callback",
                    "http://127.0.0.1:3334/oauth/callback",
                    "http://localhost:3334/oauth/callback"),
            "~/.config/Claude/claude_desktop_config.json"),
    /// Cursor: loopback now, its own scheme before, and its web agents.
    CURSOR(
            "Cursor",
            List.of(
                    "http://localhost:8787/callback",
                    "cursor://anysphere.cursor-mcp/oauth/callback",
                    "https://www.cursor.com/agents/mcp/oauth/callback"),
            "~/.cursor/mcp.json"),
    /// VS Code, on the desktop and in the browser.
    VSCODE(
            "Visual Studio Code",
            List.of(
                    "http://127.0.0.1:33418",
                    "http://127.0.0.1:33418/",
                    "http://localhost:33418/",
                    "https://vscode.dev/redirect"),
            ".vscode/mcp.json"),
    /// Codex.
    CODEX(
            "Codex",
            List.of("http://127.0.0.1/callback", "http://localhost/callback"),
            "~/.codex/config.toml"),
    /// Gemini CLI.
    GEMINI(
            "Gemini CLI",
            List.of("http://localhost:7777/oauth/callback", "http://127.0.0.1/oauth/callback"),
            "~/.gemini/settings.json"),
    /// The MCP Inspector.
    INSPECTOR(
            "MCP Inspector",
            List.of(
                    "http://localhost:6274/oauth/callback",
                    "http://localhost:6274/oauth/callback/debug",
                    "http://127.0.0.1:6274/oauth/callback",
                    "http://127.0.0.1:6274/oauth/callback/debug"),
            ""),
    /// mcp-remote, the bridge for clients that only start programs.
    MCP_REMOTE(
            "mcp-remote",
            List.of("http://127.0.0.1:3334/oauth/callback", "http://localhost:3334/oauth/callback"),
            ""),
    /// Variables for a program of one's own.
    ENV("my program", List.of("http://127.0.0.1/callback"), "");

    private final String title;
    private final String redirectUris;
    private final String file;

    ClientPreset(String title, List<String> redirectUris, String file) {
        this.title = title;
        this.redirectUris = String.join(" ", redirectUris);
        this.file = file;
    }

    /// The name on the command line.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String title() {
        return title;
    }

    List<String> redirectUris() {
        return List.of(redirectUris.split(" ", -1));
    }

    /// Where it keeps its servers, `~` for the home folder; empty when there is no such file.
    String file() {
        return file;
    }

    /// The member of the file that holds the servers.
    String member() {
        return this == VSCODE ? "servers" : "mcpServers";
    }

    /// The entry of one MCP server in the file.
    ///
    /// @param clientId the client
    /// @param url the MCP server
    /// @param headersHelper the command of clients that take headers from one; or empty
    record Server(String clientId, String url, String headersHelper) {}

    /// The entry as JSON; [#CODEX] and [#ENV] have no JSON.
    Map<String, Object> entry(Server server) {
        return switch (this) {
            case CLAUDE_CODE -> claudeCode(server);
            case CURSOR -> map("url", server.url(), "auth", map("CLIENT_ID", server.clientId()));
            case VSCODE, INSPECTOR ->
                    map(
                            "type",
                            "http",
                            "url",
                            server.url(),
                            "oauth",
                            map("clientId", server.clientId()));
            case GEMINI ->
                    map(
                            "httpUrl",
                            server.url(),
                            "oauth",
                            map("enabled", true, "clientId", server.clientId()));
            case CLAUDE_DESKTOP, MCP_REMOTE, CODEX, ENV ->
                    map(
                            "command",
                            "npx",
                            "args",
                            List.of(
                                    "-y",
                                    "mcp-remote",
                                    server.url(),
                                    "--static-oauth-client-info",
                                    "{\"client_id\":\"" + server.clientId() + "\"}"));
        };
    }

    private static Map<String, Object> claudeCode(Server server) {
        Map<String, Object> entry = map("type", "http", "url", server.url());
        if (server.headersHelper().isEmpty()) {
            entry.put("oauth", map("clientId", server.clientId()));
        } else {
            entry.put("headersHelper", server.headersHelper());
        }
        return entry;
    }

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return map;
    }
}
