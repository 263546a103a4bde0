package dev.mcpoauth.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The root command with the options every command takes.
@Command(
        name = "mcp-oauth",
        description = "A local OAuth broker for the Model Context Protocol.",
        synopsisSubcommandLabel = "COMMAND")
final class GlobalOptions {
    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Write JSON.")
    boolean json;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Read this settings file.")
    @Nullable String config;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Keep everything in this folder.")
    @Nullable String dataDir;

    @Option(
            names = "--store",
            paramLabel = "FILE|URL",
            scope = ScopeType.INHERIT,
            description = "Keep everything in this SQLite file or jdbc:postgresql: database.")
    @Nullable String store;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    boolean version;
}
