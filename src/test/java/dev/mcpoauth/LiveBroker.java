package dev.mcpoauth;

import dev.mcpoauth.broker.DeviceLogins;
import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.testkit.FakeService;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// A whole broker for tests: a free port, a real file, the pretend service, and a clock that is
/// moved by hand.
public final class LiveBroker implements AutoCloseable {
    private final AtomicReference<Instant> now;
    private final Wiring wiring;
    private final Wiring.Serving serving;

    private LiveBroker(AtomicReference<Instant> now, Wiring wiring, Wiring.Serving serving) {
        this.now = now;
        this.wiring = wiring;
        this.serving = serving;
    }

    /// Starts one whose files are in `folder`; `values` are settings by dotted name.
    public static LiveBroker start(Path folder, Map<String, Object> values) {
        return start(settings(folder, values), true);
    }

    /// The same without the pretend service: the settings name the services.
    public static LiveBroker withoutDemo(Path folder, Map<String, Object> values) {
        return start(settings(folder, values), false);
    }

    private static Settings settings(Path folder, Map<String, Object> values) {
        Map<String, Object> all = new LinkedHashMap<>(Map.of("listen.port", 0));
        all.putAll(values);
        Overrides overrides = new Overrides(null, folder.toString(), all);
        return new SettingsReader(Map.of(), folder).read(overrides);
    }

    /// Starts one with these settings, for example again with those of one that was closed.
    public static LiveBroker start(Settings settings) {
        return start(settings, true);
    }

    private static LiveBroker start(Settings settings, boolean demo) {
        AtomicReference<Instant> now =
                new AtomicReference<>(Instant.ofEpochSecond(Instant.now().getEpochSecond()));
        InstantSource clock = now::get;
        Wiring wiring = new Wiring(clock);
        return new LiveBroker(now, wiring, wiring.serve(settings, demo));
    }

    /// Moves the clock of the broker and of the pretend service.
    public void later(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    /// What the clock says.
    public Instant now() {
        return now.get();
    }

    /// Its settings, with the port that it found.
    public Settings settings() {
        return serving.settings();
    }

    /// Reads settings again while it serves, as on a HUP signal: those that are not named are the
    /// usual ones.
    public void reload(Path folder, Map<String, Object> values) {
        wiring.reload(serving, settings(folder, values).at(settings().issuer(), settings().port()));
    }

    /// An address on it; the path begins with a slash.
    public URI at(String path) {
        return URI.create(settings().issuer() + path);
    }

    /// Its logins by a code.
    public DeviceLogins deviceLogins() {
        return serving.broker().deviceLogins();
    }

    /// Its open store.
    public Store store() {
        return serving.store();
    }

    /// The pretend service that it logs in at.
    public FakeService service() {
        return serving.demo().orElseThrow();
    }

    @Override
    public void close() {
        serving.close();
    }
}
