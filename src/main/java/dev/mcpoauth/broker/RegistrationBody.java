package dev.mcpoauth.broker;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.OAuthClientInfo;
import dev.mcpoauth.oauth.Secret;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The members of an answer about a client. RFC 7591 3.2.1, RFC 7592 3.
final class RegistrationBody {
    private RegistrationBody() {}

    /// All registered metadata, and every secret that the client is told now.
    static Map<String, Object> of(OAuthClientInfo info, String issuer) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("client_id", info.clientId());
        body.put("client_id_issued_at", info.issuedAt().getEpochSecond());
        Secret secret = info.clientSecret();
        if (secret != null) {
            Instant end = info.secretExpiresAt();
            body.put("client_secret", secret.value());
            // RFC 7591 3.2.1: REQUIRED with a secret; 0 if it will not expire
            body.put("client_secret_expires_at", end == null ? 0 : end.getEpochSecond());
        }
        Secret manages = info.registrationAccessToken();
        put(body, "registration_access_token", manages == null ? null : manages.value());
        // RFC 7592 3: where the client reads, changes and deletes its registration
        body.put("registration_client_uri", issuer + "/register/" + info.clientId());
        // RFC 7591 3.2.1: the server MUST return all registered metadata about this client
        metadata(body, info.metadata());
        return body;
    }

    private static void metadata(Map<String, Object> body, ClientMetadata said) {
        body.put("client_name", said.clientName());
        body.put("redirect_uris", said.redirectUris());
        body.put("grant_types", said.grantTypes());
        body.put("response_types", List.of("code"));
        body.put("token_endpoint_auth_method", said.wireAuthMethod());
        put(body, "scope", said.scope().isEmpty() ? null : said.scope().toString());
        put(body, "client_uri", said.clientUri());
        put(body, "logo_uri", said.logoUri());
        put(body, "software_id", said.softwareId());
        put(body, "software_version", said.softwareVersion());
        put(body, "application_type", said.applicationType());
        put(body, "jwks_uri", said.jwksUri());
        String jwks = said.jwks();
        put(body, "jwks", jwks == null ? null : Json.object(jwks));
    }

    private static void put(Map<String, Object> body, String name, @Nullable Object value) {
        if (value != null) {
            body.put(name, value);
        }
    }
}
