package dev.mcpoauth.cli;

import dev.mcpoauth.config.Durations;
import dev.mcpoauth.config.SettingsProblem;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;

/// The whole command line, ready to run one command.
public final class App {
    private final Session session;

    /// A command line over this program and these streams.
    public App(Product product, Terminal terminal) {
        GlobalOptions options = new GlobalOptions();
        Terminal obeying = terminal.obeying(options);
        session = new Session(new AskingProduct(product, obeying), obeying, options);
    }

    /// Runs one command and returns the exit status.
    public int run(String... args) {
        CommandLine line = prepared(CommandTree.of(session, args));
        line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
        line.setParameterExceptionHandler(
                (e, given) -> report(Explain.misuse(e), asksForJson(given) || structured()));
        line.setExecutionStrategy(this::execute);
        return line.execute(args);
    }

    private CommandLine prepared(CommandLine line) {
        line.setOut(session.terminal().out());
        line.setErr(session.terminal().err());
        line.registerConverter(Duration.class, App::duration);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(false);
        return line;
    }

    private static Duration duration(String text) {
        try {
            return Durations.parse(text);
        } catch (SettingsProblem e) {
            throw new TypeConversionException(Explain.said(e));
        }
    }

    private int execute(ParseResult parsed) {
        CommandLine line = parsed.commandSpec().commandLine();
        boolean color = session.terminal().colored(session.terminal().device().outTerminal());
        line.setColorScheme(CommandLine.Help.defaultColorScheme(color ? Ansi.ON : Ansi.OFF));
        HelpPages.fill(parsed);
        boolean plain = !parsed.hasSubcommand() && !parsed.isUsageHelpRequested();
        if (plain && !parsed.isVersionHelpRequested()) {
            HelpPages.welcome(session);
            return 0;
        }
        String trace = session.options().trace;
        if (trace == null) {
            return run(parsed);
        }
        try (TraceOutput out = TraceOutput.open(session.terminal(), trace)) {
            return out.during(() -> run(parsed));
        } catch (CliError e) {
            return failed(e, line);
        }
    }

    /// A help that nobody could read ends like any other output that cannot be written.
    private int run(ParseResult parsed) {
        int exit = new RunLast().execute(parsed);
        try {
            session.terminal().raw("");
            return exit;
        } catch (OutputClosed e) {
            return failed(e, parsed.commandSpec().commandLine());
        }
    }

    private int failed(Exception e, CommandLine command) {
        if (e instanceof OutputClosed closed && closed.readerGone()) {
            return ExitCode.CLOSED_PIPE.number();
        }
        return report(Explain.of(e, command), structured());
    }

    private int report(CliError error, boolean json) {
        session.terminal().error(error, json);
        return error.exit().number();
    }

    private boolean structured() {
        return session.options().structured();
    }

    /// A wrong line may have been given up before its `--json` was read.
    private static boolean asksForJson(String... args) {
        List<String> all = List.of(args);
        List<String> before = all.subList(0, all.contains("--") ? all.indexOf("--") : all.size());
        for (int i = 0; i < before.size(); i++) {
            String value = before.get(i);
            boolean named = value.equals("-o") || value.equals("--output");
            String form = named && i + 1 < before.size() ? before.get(i + 1) : value;
            if (value.equals("--json")
                    || ((named || value.matches("(-o|--output)=?.+"))
                            && form.matches(".*jsonl?"))) {
                return true;
            }
        }
        return false;
    }
}
