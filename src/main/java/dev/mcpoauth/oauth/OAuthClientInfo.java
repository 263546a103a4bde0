package dev.mcpoauth.oauth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A registered MCP client as its registration answer tells it.
///
/// [RFC 7591 3.2.1](https://www.rfc-editor.org/rfc/rfc7591#section-3.2.1), RFC 7592 3.
///
/// @param clientId the identifier
/// @param clientSecret shown once, at registration or rotation; null otherwise and for public
///   clients
/// @param secretExpiresAt when the secret dies; null means never
/// @param issuedAt when the client was registered
/// @param metadata what it registered
/// @param registrationAccessToken manages the registration (RFC 7592); null where it is not told
public record OAuthClientInfo(
        String clientId,
        @Nullable Secret clientSecret,
        @Nullable Instant secretExpiresAt,
        Instant issuedAt,
        ClientMetadata metadata,
        @Nullable Secret registrationAccessToken) {}
