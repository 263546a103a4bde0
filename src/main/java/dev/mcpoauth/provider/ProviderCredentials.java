package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.Secret;
import org.jspecify.annotations.Nullable;

/// Who the broker is at the service.
///
/// @param clientId the client id that the service gave
/// @param clientSecret the secret; null for public clients
public record ProviderCredentials(String clientId, @Nullable Secret clientSecret) {}
