package dev.mcpoauth;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.cli.Product.Running;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.http.LocalDoor;
import dev.mcpoauth.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/// A broker that answers, as the command line sees it.
///
/// @param wiring builds it anew when its settings change
/// @param serving what was built
/// @param version the program's version
record RunningBroker(Wiring wiring, Wiring.Serving serving, String version) implements Running {
    @Override
    public Settings settings() {
        return serving.settings();
    }

    @Override
    public Broker broker() {
        return serving.broker();
    }

    @Override
    public Store store() {
        return serving.store();
    }

    @Override
    public boolean open(LocalDoor.Answers answers) {
        if (serving.local().isEmpty()) {
            return false;
        }
        serving.local().get().door().open(answers);
        try {
            serving.local().get().claim().tell(entry());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot write the runtime file", e);
        }
        return true;
    }

    private Map<String, Object> entry() {
        return Map.of(
                "pid", ProcessHandle.current().pid(),
                "port", settings().port(),
                "issuer", settings().issuer(),
                "started_at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                "version", version);
    }

    @Override
    public void reload(Settings fresh) {
        wiring.reload(serving, fresh);
    }

    @Override
    public Optional<String> inspectorLink() {
        return serving.server()
                .inspectorLink()
                .map(path -> scheme() + "://127.0.0.1:" + serving.server().port() + path);
    }

    private String scheme() {
        return settings().tls() == null ? "http" : "https";
    }

    @Override
    public Duration idle() {
        return serving.server().idle();
    }

    @Override
    public void close() {
        serving.close();
    }
}
