package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A login by code that a service has begun: the user types the code on any device.
///
/// [RFC 8628 3.2](https://www.rfc-editor.org/rfc/rfc8628#section-3.2)
///
/// @param deviceCode what we poll with; never shown
/// @param userCode what the user types
/// @param verificationUri where the user types it
/// @param verificationUriComplete the same address with the code in it, where the service has one
/// @param expiresAt when both codes die
/// @param interval how long to wait between polls at least
public record DeviceAuthorization(
        Secret deviceCode,
        String userCode,
        URI verificationUri,
        @Nullable URI verificationUriComplete,
        Instant expiresAt,
        Duration interval) {}
