package dev.mcpoauth.cli;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The root command with the options every command takes, anywhere on the line.
@Command(
        name = "mcp-oauth",
        description = "A local OAuth broker for the Model Context Protocol.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Topics: mcp-oauth help environment|exit-codes|formatting|storage|headless",
        })
final class GlobalOptions {
    /// The forms of data on stdout.
    enum Output {
        /// For people.
        TEXT,
        /// One JSON value.
        JSON,
        /// One JSON value for each row.
        JSONL,
        /// One line for each row, separated by tabs, without a header.
        PLAIN;

        /// The name on the command line.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// When to write colours.
    enum Color {
        /// On a terminal that can, unless the environment says no.
        AUTO,
        /// Always.
        ALWAYS,
        /// Never.
        NEVER;

        /// The name on the command line.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            scope = ScopeType.INHERIT,
            description = "Form of the data: ${COMPLETION-CANDIDATES}.")
    @Nullable Output output;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Same as --output json.")
    boolean json;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Say nothing but data, warnings and errors.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Say more; twice shows where an unexpected error comes from.")
    boolean[] verbose = {};

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            arity = "0..1",
            fallbackValue = "-",
            preprocessor = AttachedValue.class,
            scope = ScopeType.INHERIT,
            description =
                    "Show every HTTP request on stderr, secrets replaced; --trace=FILE writes to a file.")
    @Nullable String trace;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            scope = ScopeType.INHERIT,
            description = "When to use colours: ${COMPLETION-CANDIDATES}.")
    Color color = Color.AUTO;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "Same as --color never.")
    boolean noColor;

    @Option(
            names = "--no-input",
            scope = ScopeType.INHERIT,
            description = "Never ask; fail where an answer is needed.")
    boolean noInput;

    @Option(
            names = "--yes",
            scope = ScopeType.INHERIT,
            description = "Answer yes to every question.")
    boolean yes;

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
            names = "--timeout",
            paramLabel = "DURATION",
            scope = ScopeType.INHERIT,
            description =
                    "Wait this long for a service, or for a database that another process holds,"
                            + " such as 10s.")
    @Nullable Duration timeout;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show the version.")
    boolean version;

    /// The form that was asked for.
    Output output() {
        Output asked = output;
        if (asked != null) {
            return asked;
        }
        return json ? Output.JSON : Output.TEXT;
    }

    /// True when a program reads what is written.
    boolean structured() {
        Output form = output();
        return form == Output.JSON || form == Output.JSONL;
    }
}
