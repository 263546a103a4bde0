package dev.mcpoauth.cli;

import dev.mcpoauth.config.SettingsProblem;
import dev.mcpoauth.http.PortInUse;
import dev.mcpoauth.provider.ProviderProblem;
import dev.mcpoauth.provider.ServiceRefused;
import dev.mcpoauth.provider.ServiceUnavailable;
import dev.mcpoauth.store.StoreException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// The whole command line, ready to run one command.
public final class App {
    private final Session session;

    /// A command line over this program and these streams.
    public App(Product product, Terminal terminal) {
        session = new Session(product, terminal, new GlobalOptions());
    }

    /// Runs one command and returns the exit status.
    public int run(String... args) {
        CommandLine line = commands();
        line.setOut(session.terminal().out());
        line.setErr(session.terminal().err());
        line.setExecutionExceptionHandler((e, command, parsed) -> report(error(e)));
        line.setParameterExceptionHandler((e, given) ->
                report(new CliError(ExitCode.USAGE, said(e), usage(e.getCommandLine()))));
        return line.execute(args);
    }

    private CommandLine commands() {
        CommandLine root = new CommandLine(session.options());
        root.getCommandSpec().version("mcp-oauth " + session.product().version());
        root.addSubcommand("serve", new ServeCommand(session));
        root.addSubcommand("demo", new DemoCommand(session));
        root.addSubcommand(
                "client",
                new CommandLine(new Group("Register and list MCP clients."))
                        .addSubcommand("register", new ClientRegister(session))
                        .addSubcommand("list", new ClientList(session))
                        .addSubcommand("delete", new ClientDelete(session)));
        root.addSubcommand(
                "token",
                new CommandLine(new Group("Read and refresh the tokens of services."))
                        .addSubcommand("list", new TokenList(session))
                        .addSubcommand("get", new TokenGet(session, false))
                        .addSubcommand("refresh", new TokenGet(session, true)));
        root.addSubcommand(
                "provider",
                new CommandLine(new Group("Show the providers."))
                        .addSubcommand("list", new ProviderList(session)));
        return root.addSubcommand("help", new Help(root));
    }

    private int report(CliError error) {
        session.terminal().error(error, session.options().json);
        return error.exit().number();
    }

    private static @Nullable String usage(CommandLine command) {
        return command.getCommandSpec().qualifiedName() + " --help";
    }

    private static CliError error(Exception e) {
        return switch (e) {
            case CliError known -> known;
            case SettingsProblem bad -> new CliError(ExitCode.USAGE, said(bad), null);
            case ProviderProblem bad -> new CliError(ExitCode.USAGE, said(bad), null);
            case PortInUse taken ->
                    new CliError(ExitCode.CONFLICT, said(taken), "mcp-oauth serve --port 0");
            case StoreException store -> new CliError(exit(store), said(store), null);
            case ServiceRefused no -> new CliError(ExitCode.LOGIN_REQUIRED, said(no), null);
            case ServiceUnavailable off -> new CliError(ExitCode.UNREACHABLE, said(off), null);
            default -> new CliError(ExitCode.ERROR, said(e), null);
        };
    }

    private static ExitCode exit(StoreException e) {
        return switch (e.kind()) {
            case LOCKED, NEWER_SCHEMA -> ExitCode.CONFLICT;
            case UNAVAILABLE, DAMAGED, KEY -> ExitCode.ERROR;
        };
    }

    private static String said(Exception e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
