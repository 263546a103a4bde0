package dev.mcpoauth.broker;

import dev.mcpoauth.provider.OAuthProvider;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The providers that users may log in at.
final class Services {
    private final Map<String, OAuthProvider> providers;

    Services(Map<String, OAuthProvider> providers) {
        this.providers = providers;
    }

    Optional<OAuthProvider> find(String name) {
        return Optional.ofNullable(providers.get(name));
    }

    /// The only provider; empty when the user has to choose.
    String only() {
        return providers.size() == 1 ? providers.keySet().iterator().next() : "";
    }

    /// All of them, in the settings' order.
    List<String> names() {
        return List.copyOf(providers.keySet());
    }
}
