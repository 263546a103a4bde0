package dev.mcpoauth.cli;

import dev.mcpoauth.cli.Product.Running;
import dev.mcpoauth.config.Durations;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsProblem;
import dev.mcpoauth.http.PortInUse;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.provider.ProviderProblem;
import dev.mcpoauth.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/// Runs the broker until it is told to stop.
@Usage(
        examples = {
            "mcp-oauth serve --demo",
            "mcp-oauth serve --protect http://localhost:9000/mcp",
            "mcp-oauth serve --background --provider github",
            "mcp-oauth serve --host 0.0.0.0 --public-url https://auth.example.org \\",
            "    --tls-cert fullchain.pem --tls-key privkey.pem",
        },
        exits = {ExitCode.NOT_FOUND, ExitCode.INTERRUPTED},
        opensStore = true,
        notes = {
            "Signals: TERM or Ctrl-C ends after the requests at hand (again: at once),",
            "HUP reads the settings again.",
        })
final class ServeCommand implements Callable<Integer> {
    private final Session session;

    private final ServeOptions options = new ServeOptions();

    ServeCommand(Session session) {
        this.session = session;
    }

    /// This command and its options.
    CommandSpec spec() {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("serve");
        spec.usageMessage().description("Run the broker until it is told to stop.");
        options.on(Flags.of(spec));
        return spec;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        Settings settings = settings();
        if (options.background) {
            return new Background(session).start(settings, next(settings));
        }
        new LogLines(options.logFormat).install();
        warnings(settings).forEach(line -> session.terminal().warn("warning: " + line));
        Lifetime life = new Lifetime();
        life.signals();
        try (Running running = start(settings)) {
            session.trustFolder();
            running.open(new LocalAnswers(session, running, life));
            try (Announcement told = new Announcement(options, running.settings().port())) {
                told.ready(session, running.issuer(), names(running.settings()));
                running.inspectorLink()
                        .ifPresent(link -> session.terminal().warn("  inspector     " + link));
                return live(life, running);
            }
        }
    }

    /// What people do once a broker runs.
    private String next(Settings settings) {
        if (options.demo) {
            return "mcp-oauth login demo";
        }
        Set<String> served = new HashSet<>(names(settings));
        // a file's provider that no setting names is known to the broker only
        served.retainAll(session.settings(Map.of()).providers().keySet());
        String usual =
                options.providers.providers.isEmpty() ? FirstProvider.ADD : "mcp-oauth status";
        return FirstProvider.login(served).orElse(usual);
    }

    private int live(Lifetime life, Running running) throws InterruptedException {
        String limit = options.idleTimeout;
        Duration idle = limit == null ? Duration.ZERO : Durations.parse(limit);
        while (true) {
            switch (life.next(running, idle)) {
                case RELOAD -> reload(running);
                case STOP -> {
                    Lifetime.limit();
                    return 0;
                }
                case INTERRUPT -> {
                    Lifetime.limit();
                    return ExitCode.INTERRUPTED.number();
                }
            }
        }
    }

    private void reload(Running running) {
        try {
            Settings fresh = settings();
            session.requireTrust();
            running.reload(fresh);
            session.trustFolder();
            told(running);
            if (running.settings()
                    .needsRestart(fresh.at(running.issuer(), running.settings().port()))) {
                session.terminal()
                        .warn("warning: address, database, key or https files need a restart");
            }
        } catch (SettingsProblem | StoreException e) {
            refused(String.valueOf(e.getMessage()));
        } catch (ProviderProblem e) {
            refused(e.fault().line());
        } catch (CliError e) {
            refused(e.sentence() + e.hint().map(command -> "; run: " + command).orElse(""));
        }
    }

    private void refused(String why) {
        session.terminal().warn("warning: the old settings go on: " + why);
    }

    /// To stderr for programs too: who reads the ready event may have closed stdout after it.
    private void told(Running running) {
        session.terminal().say("settings read again");
        if (session.options().structured()) {
            Map<String, Object> event = new LinkedHashMap<>();
            event.put("event", "reloaded");
            event.put("issuer", running.issuer());
            session.terminal().warn(Json.write(event));
        }
    }

    private Settings settings() {
        return options.providers.choose(session.settings(options.values()));
    }

    private Running start(Settings settings) {
        try {
            return session.product().serve(settings, options.demo);
        } catch (PortInUse e) {
            throw taken(settings, e);
        }
    }

    /// Names our own broker only where the local socket proves that it is ours.
    private static CliError taken(Settings settings, PortInUse e) {
        Optional<LocalBroker> ours =
                LocalBroker.find(settings.runtime())
                        .filter(b ->
                                b.status().get("port") instanceof Number port
                                        && port.intValue() == settings.port());
        return ours.map(b ->
                        new CliError(
                                ExitCode.CONFLICT,
                                "the broker runs already on port %d, pid %d"
                                        .formatted(settings.port(), b.pid()),
                                "mcp-oauth status"))
                .orElseGet(() ->
                        new CliError(
                                ExitCode.CONFLICT,
                                e.getMessage() + " by another program; nothing was changed",
                                "mcp-oauth serve --port 0"));
    }

    private static List<String> warnings(Settings settings) {
        if (settings.onLoopback() || settings.tls() != null) {
            return List.of();
        }
        String proxy =
                settings.issuer().startsWith("https:")
                        ? "only a proxy with https may reach it"
                        : "tokens travel in the clear";
        return List.of(
                "listening on "
                        + settings.host()
                        + " without https: "
                        + proxy
                        + " (see --tls-cert)");
    }

    private Set<String> names(Settings settings) {
        return session.product().providers(settings);
    }
}
