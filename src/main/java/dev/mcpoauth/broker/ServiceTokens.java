package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.*;
import java.time.Duration;

/// Service tokens.
public final class ServiceTokens {
    ServiceTokens() {}

    /// Fresh.
    public ServiceToken fresh(long accountId, Duration minimumLife, boolean force) {
        throw new UnsupportedOperationException();
    }
}
