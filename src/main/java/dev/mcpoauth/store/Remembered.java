package dev.mcpoauth.store;

import dev.mcpoauth.store.Database.Asked;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one connection has read, as long as a number of the database stays what it was.
final class Remembered {
    private static final int MOST = 500;

    private final Map<Asked, Object> results =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Asked, Object> eldest) {
                    return size() > MOST;
                }
            };
    private long version;

    /// What was kept, when this is still the number that it was read under; null otherwise.
    @Nullable Object find(Asked asked, long now) {
        if (now != version) {
            results.clear();
            version = now;
        }
        return results.get(asked);
    }

    /// Keeps what was read after the number was asked for: what changed between is read again.
    void keep(Asked asked, Object result) {
        results.put(asked, result);
    }
}
