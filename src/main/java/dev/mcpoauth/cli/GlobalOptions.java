package dev.mcpoauth.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The root command with the options every command takes, anywhere on the line.
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

    @Nullable Output output;

    boolean json;

    boolean quiet;

    boolean[] verbose = {};

    @Nullable String trace;

    Color color = Color.AUTO;

    boolean noColor;

    boolean noInput;

    boolean yes;

    @Nullable String config;

    @Nullable String dataDir;

    @Nullable String store;

    @Nullable Duration timeout;

    boolean help;

    boolean version;

    /// These options, for every command.
    CommandSpec spec() {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("mcp-oauth");
        spec.usageMessage()
                .description("A local OAuth broker for the Model Context Protocol.")
                .synopsisSubcommandLabel("COMMAND")
                .footer(
                        "",
                        "Topics: mcp-oauth help environment|exit-codes|formatting|storage|headless");
        Flags flags = Flags.everywhere(spec);
        output(flags);
        places(flags);
        flags.add(
                OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help."),
                boolean.class,
                v -> help = v);
        flags.add(
                OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Show the version."),
                boolean.class,
                v -> version = v);
        return spec;
    }

    private void output(Flags flags) {
        flags.one(
                "-o --output FORM",
                "Form of the data: ${COMPLETION-CANDIDATES}.",
                Output.class,
                v -> output = v);
        flags.yes("--json", "Same as --output json.", v -> json = v);
        flags.yes("-q --quiet", "Say nothing but data, warnings and errors.", v -> quiet = v);
        flags.times(
                "-v --verbose",
                "Say more; twice shows where an unexpected error comes from.",
                () -> verbose,
                v -> verbose = v);
        flags.add(
                OptionSpec.builder("--trace")
                        .paramLabel("FILE")
                        .arity("0..1")
                        .fallbackValue("-")
                        .preprocessor(new AttachedValue())
                        .description(
                                "Show every HTTP request on stderr, secrets replaced; --trace=FILE writes to a file."),
                String.class,
                v -> trace = v);
        flags.one(
                "--color WHEN",
                "When to use colours: ${COMPLETION-CANDIDATES}.",
                Color.class,
                v -> color = v);
        flags.yes("--no-color", "Same as --color never.", v -> noColor = v);
        flags.yes("--no-input", "Never ask; fail where an answer is needed.", v -> noInput = v);
        flags.yes("--yes", "Answer yes to every question.", v -> yes = v);
    }

    private void places(Flags flags) {
        flags.text("--config FILE", "Read this settings file.", v -> config = v);
        flags.text("--data-dir DIR", "Keep everything in this folder.", v -> dataDir = v);
        flags.text(
                "--store FILE|URL",
                "Keep everything in this SQLite file or jdbc:postgresql: database.",
                v -> store = v);
        flags.one(
                "--timeout DURATION",
                "Wait this long for a service, or for a database that another process holds,"
                        + " such as 10s.",
                Duration.class,
                v -> timeout = v);
    }

    /// The places that the line named, for another command that is to find the same; empty when it
    /// named none.
    String again() {
        return again("");
    }

    /// The same behind a command of ours, which may name places of its own.
    String again(String command) {
        if (command.endsWith("--help") || command.startsWith("mcp-oauth help")) {
            return command;
        }
        Map<String, @Nullable String> places = new LinkedHashMap<>();
        places.put("--config", config);
        places.put("--data-dir", dataDir);
        places.put("--store", shown(store));
        String all = command;
        for (var place : places.entrySet()) {
            boolean named = command.contains(" " + place.getKey() + " ");
            all += named ? "" : NextSteps.option(place.getKey(), place.getValue());
        }
        return all;
    }

    /// The places for a program that is started in another folder.
    String elsewhere() {
        String url = shown(store);
        boolean server = url != null && url.startsWith("jdbc:");
        return NextSteps.option("--config", absolute(config))
                + NextSteps.option("--data-dir", absolute(dataDir))
                + NextSteps.option("--store", server ? url : absolute(url));
    }

    private static @Nullable String absolute(@Nullable String file) {
        return file == null ? null : Path.of(file).toAbsolutePath().normalize().toString();
    }

    /// A database's URL may hold a password, which is not said again.
    private static @Nullable String shown(@Nullable String store) {
        return store != null && store.matches("jdbc:.*(password|@).*") ? null : store;
    }

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
