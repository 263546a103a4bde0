package dev.mcpoauth.broker;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.OAuthClientInfo;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.RegistrationError;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.oauth.SplitToken;
import dev.mcpoauth.store.Sealer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Registers MCP clients: by themselves (RFC 7591) or by the operator.
public final class RegisterClient {
    private static final int MOST_CHARACTERS = 65_536;

    private final Foundation on;
    private final Registrations registrations;

    RegisterClient(Foundation on, Registrations registrations) {
        this.on = on;
        this.registrations = registrations;
    }

    /// Answers a registration request; `bearer` is its bearer token, if any.
    public RegistrationResult register(String jsonBody, @Nullable String bearer) {
        if (!mayRegister(bearer)) {
            return new RegistrationResult.Refused(
                    OAuthError.INVALID_TOKEN.because("registration needs the initial token"));
        }
        if (jsonBody.length() > MOST_CHARACTERS) {
            return refuse("the registration is too long");
        }
        try {
            ClientMetadata metadata =
                    new RegistrationRequest(
                                    Json.object(jsonBody), new Resources(on.settings()).scopes())
                            .metadata();
            return new RegistrationResult.Registered(body(registrations.create(metadata, "dcr")));
        } catch (JsonProblem e) {
            return refuse("the body must be one JSON object");
        } catch (RegistrationError e) {
            return new RegistrationResult.Refused(e.refusal());
        }
    }

    /// Registers a client that the operator names.
    public OAuthClientInfo byOperator(ClientMetadata metadata) {
        return registrations.create(metadata, "cli");
    }

    /// The token that registration asks for when it is not open. RFC 7591 3.
    public Secret initialToken() {
        byte[] key = on.store().sealer().derive("initial registration token");
        Secret secret = Secret.of(Sealer.mac(key, "1".getBytes(StandardCharsets.US_ASCII)));
        return new Secret(new SplitToken(SplitToken.Kind.REGISTRATION, 0, secret).text());
    }

    private boolean mayRegister(@Nullable String bearer) {
        String policy = on.settings().registration();
        boolean named = bearer != null && new Secret(bearer).hashesTo(initialToken().hash());
        return policy.equals("open") || (policy.equals("token") && named);
    }

    private static RegistrationResult refuse(String because) {
        return new RegistrationResult.Refused(OAuthError.INVALID_CLIENT_METADATA.because(because));
    }

    // RFC 7591 3.2.1: the server MUST return all registered metadata about this client
    private static Map<String, Object> body(OAuthClientInfo info) {
        ClientMetadata said = info.metadata();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("client_id", info.clientId());
        body.put("client_id_issued_at", info.issuedAt().getEpochSecond());
        Secret secret = info.clientSecret();
        if (secret != null) {
            body.put("client_secret", secret.value());
            body.put("client_secret_expires_at", 0);
        }
        body.put("client_name", said.clientName());
        body.put("redirect_uris", said.redirectUris());
        body.put("grant_types", said.grantTypes());
        body.put("response_types", List.of("code"));
        body.put("token_endpoint_auth_method", said.authMethod());
        put(body, "scope", said.scope().isEmpty() ? null : said.scope().toString());
        put(body, "client_uri", said.clientUri());
        put(body, "logo_uri", said.logoUri());
        put(body, "software_id", said.softwareId());
        put(body, "software_version", said.softwareVersion());
        put(body, "application_type", said.applicationType());
        return body;
    }

    private static void put(Map<String, Object> body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }
}
