package dev.mcpoauth.broker;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.OAuthClientInfo;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.RegistrationError;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.store.Client;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lets a client read, change and delete its own registration (RFC 7592).
public final class ManageRegistration {
    private final Foundation on;
    private final FindClient clients;
    private final Registrations registrations;

    ManageRegistration(Foundation on, FindClient clients, Registrations registrations) {
        this.on = on;
        this.clients = clients;
        this.registrations = registrations;
    }

    /// The registration as it is; its secret was told once and is not told again.
    public RegistrationResult read(String clientId, @Nullable String authorizationHeader) {
        return client(clientId, authorizationHeader)
                .<RegistrationResult>map(client -> current(shown(client), authorizationHeader))
                .orElseGet(ManageRegistration::stranger);
    }

    /// Replaces the registration by the body. RFC 7592 2.2.
    public RegistrationResult update(
            String clientId, @Nullable String authorizationHeader, String jsonBody) {
        Optional<Client> client = client(clientId, authorizationHeader);
        if (client.isEmpty()) {
            return stranger();
        }
        try {
            ClientMetadata metadata = RegisterClient.read(jsonBody, on);
            requireOwn(client.get(), Json.object(jsonBody));
            return registrations
                    .update(clientId, metadata)
                    .map(info -> current(info, authorizationHeader))
                    .orElseGet(ManageRegistration::stranger);
        } catch (RegistrationError e) {
            return new RegistrationResult.Refused(e.refusal());
        } catch (JsonProblem e) {
            return new RegistrationResult.Refused(
                    OAuthError.INVALID_CLIENT_METADATA.because("the body must be a JSON object"));
        }
    }

    /// Removes the client with its grants and every token of them. RFC 7592 2.3.
    public RegistrationResult delete(String clientId, @Nullable String authorizationHeader) {
        if (client(clientId, authorizationHeader).isEmpty()) {
            return stranger();
        }
        on.store().database().write(tx -> on.store().clients().delete(tx, clientId));
        return new RegistrationResult.Deleted();
    }

    private Optional<Client> client(String clientId, @Nullable String authorizationHeader) {
        Optional<Secret> token = Credentials.bearer(authorizationHeader);
        return clients.known(clientId)
                .filter(client -> {
                    byte[] hash = client.registrationHash();
                    return hash != null && token.isPresent() && token.get().hashesTo(hash);
                });
    }

    private static void requireOwn(Client client, Map<String, Object> body) {
        // RFC 7592 2.2: MUST include client_id, and MUST NOT include these
        if (!client.id().equals(body.get("client_id"))) {
            throw refuse("client_id must be the one of this registration");
        }
        for (String name :
                List.of(
                        "registration_access_token",
                        "registration_client_uri",
                        "client_secret_expires_at",
                        "client_id_issued_at")) {
            if (body.containsKey(name)) {
                throw refuse(name + " must not be sent");
            }
        }
        // RFC 7592 2.2: client_secret, if included, MUST be the one that was issued
        Object secret = body.get("client_secret");
        byte[] hash = client.secretHash();
        boolean same =
                secret instanceof String text && hash != null && new Secret(text).hashesTo(hash);
        if (secret != null && !same) {
            throw refuse("client_secret is not the one of this registration");
        }
    }

    private static OAuthClientInfo shown(Client client) {
        return new OAuthClientInfo(
                client.id(), null, null, client.createdAt(), client.metadata(), null);
    }

    private RegistrationResult current(OAuthClientInfo info, @Nullable String authorizationHeader) {
        OAuthClientInfo told =
                new OAuthClientInfo(
                        info.clientId(),
                        info.clientSecret(),
                        info.secretExpiresAt(),
                        info.issuedAt(),
                        info.metadata(),
                        // RFC 7592 3: REQUIRED; only its hash is stored, so it is the one shown now
                        Credentials.bearer(authorizationHeader).orElse(null));
        return new RegistrationResult.Current(RegistrationBody.of(told, on.settings().issuer()));
    }

    // RFC 7592 2: 401 for a wrong token, and the same for a client that does not exist
    private static RegistrationResult stranger() {
        return new RegistrationResult.Refused(
                OAuthError.INVALID_TOKEN.because("the registration access token is not valid"));
    }

    private static RegistrationError refuse(String because) {
        return new RegistrationError(OAuthError.INVALID_CLIENT_METADATA.because(because));
    }
}
