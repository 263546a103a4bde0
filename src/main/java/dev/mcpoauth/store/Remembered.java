package dev.mcpoauth.store;

import dev.mcpoauth.store.Database.Asked;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one connection has read, as long as a number of the database stays what it was.
final class Remembered {
    private final Map<Asked, Object> results = new Recent<>();
    private long version;

    /// Whether it is worth asking for the number: this may have been kept, or none is known yet.
    boolean mayKnow(Asked asked) {
        return results.isEmpty() || results.containsKey(asked);
    }

    /// What was kept, when this is still the number that it was read under; null otherwise.
    @Nullable Object find(Asked asked, long now) {
        if (now != version) {
            results.clear();
            version = now;
        }
        return results.get(asked);
    }

    /// Keeps what was read after the number was asked for, if only at an earlier question: where
    /// anything changed between, it is read again.
    void keep(Asked asked, Object result) {
        results.put(asked, result);
    }
}
