package dev.mcpoauth.provider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Reloads providers when their files are saved; a save that does not work changes nothing.
///
/// It looks at the files four times a second rather than listening to the file system: that works
/// on every system, and with editors that write a new file and rename it.
final class SourceWatch implements AutoCloseable {
    private static final long EVERY_MILLIS = 250;
    private static final System.Logger LOG = System.getLogger(SourceWatch.class.getName());

    /// What tells one state of a file from another.
    private record Stamp(long time, long size, String key) {}

    private final List<OwnProvider> providers;
    private final Map<Path, Stamp> seen = new HashMap<>();
    private final ScheduledExecutorService timer =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().name("provider-watch").daemon().factory());

    SourceWatch(List<OwnProvider> providers) {
        this.providers = List.copyOf(providers);
        providers.forEach(each -> seen.put(each.file(), stamp(each.file())));
        var _ =
                timer.scheduleWithFixedDelay(
                        this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        for (OwnProvider each : providers) {
            Stamp now = stamp(each.file());
            if (!now.equals(seen.put(each.file(), now))) {
                reload(each);
            }
        }
    }

    private static void reload(OwnProvider provider) {
        try {
            provider.load();
            LOG.log(System.Logger.Level.INFO, "provider " + provider.name() + ": reloaded");
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "provider "
                            + provider.name()
                            + ": the save does not work, the last good class goes on\n"
                            + ProviderFault.of(e).line());
        }
    }

    private static Stamp stamp(Path file) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    found.lastModifiedTime().toMillis(),
                    found.size(),
                    String.valueOf(found.fileKey()));
        } catch (IOException e) {
            return new Stamp(0, -1, "gone");
        }
    }

    /// Stops looking.
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
