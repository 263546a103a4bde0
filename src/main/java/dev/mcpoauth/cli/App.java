package dev.mcpoauth.cli;

import dev.mcpoauth.config.Durations;
import dev.mcpoauth.config.SettingsProblem;
import dev.mcpoauth.http.PortInUse;
import dev.mcpoauth.provider.ProviderProblem;
import dev.mcpoauth.provider.ServiceRefused;
import dev.mcpoauth.provider.ServiceUnavailable;
import dev.mcpoauth.scaffold.ScaffoldProblem;
import dev.mcpoauth.store.StoreException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The whole command line, ready to run one command.
public final class App {
    /// What a shell reports of a program that wrote into a closed pipe: 128 + SIGPIPE.
    private static final int CLOSED_PIPE = 141;

    private final Session session;

    /// A command line over this program and these streams.
    public App(Product product, Terminal terminal) {
        GlobalOptions options = new GlobalOptions();
        session = new Session(product, terminal.obeying(options), options);
    }

    /// Runs one command and returns the exit status.
    public int run(String... args) {
        CommandLine line = prepared(CommandTree.of(session, args));
        line.setExecutionExceptionHandler((e, command, parsed) -> failed(e));
        line.setParameterExceptionHandler(
                (e, given) -> report(misused(e), asksForJson(given) || structured()));
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
            throw new TypeConversionException(said(e));
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
            return new RunLast().execute(parsed);
        }
        try (TraceOutput out = TraceOutput.open(session.terminal(), trace)) {
            return out.during(() -> new RunLast().execute(parsed));
        } catch (CliError e) {
            return failed(e);
        }
    }

    private int failed(Exception e) {
        if (e instanceof OutputClosed closed && closed.readerGone()) {
            return CLOSED_PIPE;
        }
        return report(error(e), structured());
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

    private static CliError misused(ParameterException e) {
        String message =
                e instanceof UnmatchedArgumentException unmatched
                        ? Near.sentence(unmatched)
                        : said(e);
        CommandLine command = e.getCommandLine();
        return new CliError(
                ExitCode.USAGE,
                message.lines().findFirst().orElse(message),
                command.getCommandSpec().qualifiedName() + " --help");
    }

    private static CliError error(Exception e) {
        return switch (e) {
            case CliError known -> known;
            case OutputClosed closed -> new CliError(ExitCode.ERROR, closed.sentence(), null);
            case SettingsProblem bad -> new CliError(ExitCode.USAGE, said(bad), null);
            case ScaffoldProblem bad -> new CliError(ExitCode.USAGE, said(bad), null);
            case ProviderProblem bad -> new CliError(ExitCode.USAGE, said(bad), null);
            case PortInUse taken ->
                    new CliError(ExitCode.CONFLICT, said(taken), "mcp-oauth serve --port 0");
            case StoreException store -> new CliError(exit(store), said(store), null);
            case ServiceRefused no ->
                    new CliError(ExitCode.LOGIN_REQUIRED, said(no), null)
                            .with("http_status", no.status())
                            .with("oauth_error", no.error());
            case ServiceUnavailable off -> new CliError(ExitCode.UNREACHABLE, said(off), null);
            default -> new CliError(ExitCode.ERROR, said(e), null).from(e);
        };
    }

    private static ExitCode exit(StoreException e) {
        return switch (e.kind()) {
            case LOCKED, NEWER_SCHEMA, EXISTS -> ExitCode.CONFLICT;
            case UNAVAILABLE, DAMAGED, KEY -> ExitCode.ERROR;
        };
    }

    private static String said(Exception e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
