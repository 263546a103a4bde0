package dev.mcpoauth.provider;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The claims of an ID token, which tell who logged in where a service has no other answer.
///
/// Only for a token that came straight from the token endpoint: its signature is not checked.
/// [OpenID Connect Core
/// 3.1.3.7](https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation) lets TLS stand
/// for it there (rule 6).
///
/// @param clientId ours at the service
/// @param issuer the service's `iss`; null when it is not known
/// @param now the moment it is read
record IdToken(String clientId, @Nullable String issuer, Instant now) {
    /// How far the service's clock may be behind ours.
    private static final Duration SKEW = Duration.ofMinutes(1);

    /// The claims as an answer; throws [ServiceUnavailable] for a token that is not for us.
    ServiceAnswer claims(String token) {
        JsonNode claims = payload(token);
        // OpenID Connect Core 3.1.3.7, rule 2: iss is exactly the issuer
        require(issuer == null || issuer.equals(claims.path("iss").stringValue("")), "iss");
        // rules 3 to 5: our client id is an audience, and the party that it was issued to
        require(isFor(claims.path("aud")), "aud");
        require(claims.path("azp").stringValue(clientId).equals(clientId), "azp");
        // rule 9: the time is before exp
        require(claims.path("exp").doubleValue(0) > now.minus(SKEW).getEpochSecond(), "exp");
        return ServiceAnswer.of(claims);
    }

    private boolean isFor(JsonNode audience) {
        return audience.isArray()
                ? audience.valueStream().anyMatch(each -> each.stringValue("").equals(clientId))
                : audience.stringValue("").equals(clientId);
    }

    private static JsonNode payload(String token) {
        String[] parts = token.split("\\.", -1);
        try {
            // RFC 7519 7.2: three parts; one of five is encrypted and says nothing to us
            String json = parts.length == 3 ? decoded(parts[1]) : "";
            JsonNode claims = Json.parse(json);
            require(claims.isObject(), "form");
            return claims;
        } catch (JsonProblem | IllegalArgumentException e) {
            throw unusable("form");
        }
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private static void require(boolean right, String claim) {
        if (!right) {
            throw unusable(claim);
        }
    }

    private static ServiceUnavailable unusable(String what) {
        return new ServiceUnavailable("the service's ID token has the wrong " + what, null);
    }
}
