package dev.mcpoauth.gateway;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.mcpoauth.oauth.AccessTokenInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.UUID;

/// What the statement about a caller says, however it is signed.
///
/// @param issuer the broker
/// @param audience the server that it is for: the value of `upstream`
/// @param clock tells the time
record AssertionClaims(String issuer, String audience, InstantSource clock) {
    // RFC 8725 3.11: a type of its own keeps it from being taken for an access token
    static final JOSEObjectType TYPE = new JOSEObjectType("mcp-oauth-assertion+jwt");

    static final Duration LIFE = Duration.ofMinutes(1);

    JWTClaimsSet about(AccessTokenInfo token) {
        Instant now = clock.instant();
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(audience)
                .subject(token.userId())
                .claim("client_id", token.clientId())
                .claim("scope", token.scope().toString())
                .claim("provider", token.provider())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFE)))
                .jwtID(UUID.randomUUID().toString())
                .build();
    }
}
