package dev.mcpoauth.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Runs the broker until it is told to stop.
@Command(name = "serve", description = "Run the broker in the foreground.")
final class ServeCommand implements Callable<Integer> {
    private final Session session;

    @Mixin ListenOptions listen = new ListenOptions();
    @Mixin ProviderOptions providers = new ProviderOptions();

    @Option(names = "--host", description = "The address to listen on.")
    @Nullable String host;

    @Option(names = "--demo", description = "Also run the built-in demo service.")
    boolean demo;

    ServeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        Map<String, Object> values = listen.values();
        if (host != null) {
            values.put("listen.host", host);
        }
        Product.Running running =
                session.product().serve(providers.choose(session.settings(values)), demo);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(running::close));
        if (session.options().structured()) {
            session.terminal()
                    .json(
                            Map.of(
                                    "event", "ready",
                                    "issuer", running.issuer(),
                                    "pid", ProcessHandle.current().pid()));
        } else {
            session.terminal().data("ready " + running.issuer());
        }
        new CountDownLatch(1).await();
        return 0;
    }
}
