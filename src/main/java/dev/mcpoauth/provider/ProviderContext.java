package dev.mcpoauth.provider;

import java.net.URI;
import java.time.InstantSource;

/// Everything that a provider is built from.
///
/// @param name its name
/// @param spec what is known of the service
/// @param credentials who the broker is there
/// @param redirectUri the broker's callback, as registered at the service
/// @param tokenStore the store
/// @param http talks HTTP
/// @param clock tells the time
public record ProviderContext(
        String name,
        ProviderSpec spec,
        ProviderCredentials credentials,
        URI redirectUri,
        TokenStore tokenStore,
        ServiceHttp http,
        InstantSource clock) {}
