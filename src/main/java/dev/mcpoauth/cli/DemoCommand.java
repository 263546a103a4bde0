package dev.mcpoauth.cli;

import dev.mcpoauth.cli.Product.Running;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.testkit.LoopbackClient;
import dev.mcpoauth.testkit.LoopbackClient.Step;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// Shows the whole product once, offline: a broker, a pretend service, and a client that logs in.
@Usage(
        examples = {
            "mcp-oauth demo",
            "mcp-oauth demo --exit --port 0",
            "mcp-oauth demo --at http://127.0.0.1:8787/mcp"
        },
        exits = {ExitCode.UNREACHABLE, ExitCode.CONFLICT, ExitCode.INTERRUPTED})
final class DemoCommand implements Callable<Integer> {
    private final Session session;

    private final ListenOptions listen = new ListenOptions();

    boolean exit;

    @Nullable String at;

    DemoCommand(Session session) {
        this.session = session;
    }

    /// This command and its options.
    CommandSpec spec() {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("demo");
        spec.usageMessage()
                .description(
                        "Start a broker with a pretend login service and log in once by itself.");
        Flags flags = Flags.of(spec);
        listen.on(flags);
        flags.yes("--exit", "Stop after the login.", v -> exit = v);
        flags.text(
                "--at URL",
                "Only log in: at this MCP server, whose broker runs already (serve --demo).",
                v -> at = v);
        return spec;
    }

    @Override
    public Integer call() throws InterruptedException {
        return at == null ? serve() : visit(WebAddress.of(at, "mcp-oauth demo --help").toString());
    }

    private int serve() throws InterruptedException {
        // the pretend service alone: with another one, somebody would have to choose
        Settings settings = session.settings(listen.values()).withProviders(Map.of());
        Running running = session.product().serve(settings, true);
        try {
            tell(new Step("start", "a broker at " + running.issuer()));
            logIn(running.issuer() + "/mcp");
        } catch (RuntimeException e) {
            running.close();
            throw e;
        }
        if (exit) {
            running.close();
            return 0;
        }
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(running::close));
        next(running.issuer());
        new CountDownLatch(1).await();
        return 0;
    }

    private int visit(String server) {
        try {
            logIn(server);
            return 0;
        } catch (UncheckedIOException e) {
            throw new CliError(
                            ExitCode.UNREACHABLE,
                            "nothing answers at " + server,
                            "mcp-oauth serve --demo")
                    .from(e);
        } catch (RuntimeException e) {
            throw new CliError(
                            ExitCode.ERROR,
                            "nobody can log in by themselves at " + server + ": " + e.getMessage(),
                            "mcp-oauth inspect " + server)
                    .from(e);
        }
    }

    private void logIn(String server) {
        try (LoopbackClient client = new LoopbackClient(server, this::tell)) {
            client.discover();
            client.register();
            client.login("alice");
            client.call("whoami");
            client.refresh();
            client.call("echo");
        }
    }

    private void tell(Step step) {
        if (session.options().structured()) {
            session.terminal().json(Map.of("step", step.name(), "outcome", step.outcome()));
        } else {
            session.terminal().data("%-18s %s".formatted(step.name(), step.outcome()));
        }
    }

    private void next(String issuer) {
        session.terminal().say("");
        session.terminal().say("The broker goes on; Ctrl-C stops it. Try, in another terminal:");
        session.terminal().say("  mcp-oauth token list");
        session.terminal().say("  mcp-oauth token get demo/alice");
        session.terminal().say("  add this MCP server to your client: " + issuer + "/mcp");
    }
}
