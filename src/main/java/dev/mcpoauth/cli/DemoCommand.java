package dev.mcpoauth.cli;

import dev.mcpoauth.cli.Product.Running;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.testkit.LoopbackClient;
import dev.mcpoauth.testkit.LoopbackClient.Step;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Shows the whole product once, offline: a broker, a pretend service, and a client that logs in.
@Command(
        name = "demo",
        description = "Start a broker with a pretend login service and log in once by itself.")
@Usage(
        examples = {"mcp-oauth demo", "mcp-oauth demo --exit --port 0"},
        exits = {ExitCode.CONFLICT, ExitCode.INTERRUPTED})
final class DemoCommand implements Callable<Integer> {
    private final Session session;

    @Mixin ListenOptions listen = new ListenOptions();

    @Option(names = "--exit", description = "Stop after the login.")
    boolean exit;

    DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        // the pretend service alone: with another one, somebody would have to choose
        Settings settings = session.settings(listen.values()).withProviders(Map.of());
        Running running = session.product().serve(settings, true);
        try (LoopbackClient client = new LoopbackClient(running.issuer() + "/mcp", this::tell)) {
            tell(new Step("start", "a broker at " + running.issuer()));
            client.discover();
            client.register();
            client.login("alice");
            client.call("whoami");
            client.refresh();
            client.call("echo");
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
