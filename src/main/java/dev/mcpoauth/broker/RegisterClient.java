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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Registers MCP clients: by themselves (RFC 7591) or by the operator.
public final class RegisterClient {
    private static final int MOST_CHARACTERS = 65_536;

    private final Foundation on;
    private final Registrations registrations;
    private final Services services;

    RegisterClient(Foundation on, Registrations registrations, Services services) {
        this.on = on;
        this.services = services;
        this.registrations = registrations;
    }

    /// Answers a registration request with this body and this Authorization header.
    public RegistrationResult register(String jsonBody, @Nullable String authorizationHeader) {
        Optional<RegistrationResult> closed = closed(authorizationHeader);
        if (closed.isPresent()) {
            return closed.get();
        }
        try {
            ClientMetadata metadata = read(jsonBody, on);
            return new RegistrationResult.Registered(
                    RegistrationBody.of(create(metadata), on.settings().issuer()));
        } catch (RegistrationError e) {
            return new RegistrationResult.Refused(e.refusal());
        }
    }

    /// The provider of the only service may have a mind of its own about clients. Where there are
    /// several, none is asked: a client belongs to no service.
    private OAuthClientInfo create(ClientMetadata metadata) {
        return services.find(services.only())
                .map(provider -> ProviderAway.unless(() -> provider.registerClient(metadata)))
                .orElseGet(() -> registrations.create(metadata, "dcr"));
    }

    /// Registers a client that the operator names.
    public OAuthClientInfo byOperator(ClientMetadata metadata) {
        return registrations.create(metadata, "cli");
    }

    /// The token that registration asks for when it is not open. RFC 7591 3.
    public static Secret initialToken(Sealer sealer) {
        byte[] key = sealer.derive("initial registration token");
        Secret secret = Secret.of(Sealer.mac(key, "1".getBytes(StandardCharsets.US_ASCII)));
        return new Secret(new SplitToken(SplitToken.Kind.REGISTRATION, 0, secret).text());
    }

    static ClientMetadata read(String jsonBody, Foundation on) {
        if (jsonBody.length() > MOST_CHARACTERS) {
            throw refuse("the registration is too long");
        }
        try {
            return new RegistrationRequest(Json.object(jsonBody), on).metadata();
        } catch (JsonProblem e) {
            throw refuse("the body must be one JSON object");
        }
    }

    private Optional<RegistrationResult> closed(@Nullable String authorizationHeader) {
        return switch (on.settings().registration()) {
            case "open" -> Optional.empty();
            case "token" ->
                    Credentials.bearer(authorizationHeader)
                                    .filter(shown -> shown.hashesTo(initialHash()))
                                    .isPresent()
                            ? Optional.empty()
                            : Optional.of(
                                    new RegistrationResult.Refused(
                                            OAuthError.INVALID_TOKEN.because(
                                                    "registration needs the initial access token")));
            default ->
                    Optional.of(
                            new RegistrationResult.Refused(
                                    OAuthError.ACCESS_DENIED.because(
                                            "clients are registered by the operator only")));
        };
    }

    private byte[] initialHash() {
        return initialToken(on.store().sealer()).hash();
    }

    private static RegistrationError refuse(String because) {
        return new RegistrationError(OAuthError.INVALID_CLIENT_METADATA.because(because));
    }
}
