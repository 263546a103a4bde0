package dev.mcpoauth.provider;

import dev.mcpoauth.provider.Providers.Built;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The providers of one's own in a running broker: loaded at the start, and again when they are
/// saved where their settings say `watch`.
public final class OwnProviders implements AutoCloseable {
    private @Nullable SourceWatch watch;

    /// Loads every one now. A class that cannot be used is told by name and left out; a watched one
    /// stays, for the next save may mend it. Throws [ProviderProblem] when that leaves nothing;
    /// what was followed before is followed still.
    public Built start(Built built) {
        Map<String, OAuthProvider> working = new LinkedHashMap<>(built.working());
        Map<String, ProviderFault> broken = new LinkedHashMap<>(built.broken());
        List<OwnProvider> watched = new ArrayList<>();
        built.working()
                .forEach((name, provider) -> {
                    if (provider instanceof OwnProvider own) {
                        if (own.watched()) {
                            watched.add(own);
                        }
                        try {
                            own.load();
                        } catch (IllegalArgumentException e) {
                            broken.put(name, ProviderFault.of(e));
                            if (!own.watched()) {
                                working.remove(name);
                            }
                        }
                    }
                });
        boolean lost = working.isEmpty() && !built.working().isEmpty();
        if (lost) {
            throw new ProviderProblem("no provider can be used; " + sentences(broken));
        }
        close();
        watch = watched.isEmpty() ? null : new SourceWatch(watched);
        return new Built(working, broken);
    }

    private static String sentences(Map<String, ProviderFault> broken) {
        return broken.entrySet().stream()
                .map(each -> each.getKey() + ": " + each.getValue().line())
                .collect(Collectors.joining("\n"));
    }

    /// Stops watching.
    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
    }
}
