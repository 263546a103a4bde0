package dev.mcpoauth.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which token, and how fresh: the options that every command with a token has.
final class TokenWish {
    /// When a refresh happens.
    enum Refresh {
        /// When the token would live shorter than asked.
        AUTO,
        /// In any case.
        ALWAYS,
        /// Not at all.
        NEVER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Whose token.
    enum Type {
        /// The service's.
        EXTERNAL,
        /// One of ours, for an MCP server.
        MCP;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(
            index = "0",
            paramLabel = "REF",
            description = "Whose token: PROVIDER, PROVIDER/ACCOUNT, or mcp:ID.")
    String ref = "";

    @Option(names = "--account", paramLabel = "NAME", description = "The account at the service.")
    String account = "";

    @Option(
            names = "--min-ttl",
            paramLabel = "DURATION",
            description = "The token must live this long; otherwise it is refreshed first (60s).")
    Duration minimumLife = Duration.ofMinutes(1);

    @Option(
            names = "--refresh",
            paramLabel = "WHEN",
            description = "When to refresh: ${COMPLETION-CANDIDATES} (auto).")
    Refresh refresh = Refresh.AUTO;

    @Option(names = "--offline", description = "Ask no service: same as --refresh never.")
    boolean offline;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description =
                    "external: the service's token; mcp: a token of ours for the account's newest"
                            + " MCP login.")
    Type type = Type.EXTERNAL;

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            split = "[ ,]+",
            description = "The token must allow this; may repeat.")
    List<String> scopes = List.of();

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            description = "Wait this long for a login, or for a service that cannot answer now.")
    Duration patience = Duration.ZERO;

    Ref ref() {
        return Ref.parse(ref, account);
    }

    boolean mayRefresh() {
        return !offline && refresh != Refresh.NEVER;
    }
}
