package dev.mcpoauth.broker;

import dev.mcpoauth.config.Protection;
import dev.mcpoauth.config.ResourceSettings;
import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Parameters;
import dev.mcpoauth.oauth.Refusal;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.TokenError;
import dev.mcpoauth.store.Audit;
import dev.mcpoauth.store.Client;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Hands the user's service token to the MCP server that a user's MCP token is for.
///
/// Off unless the settings name, for that one resource, the one client with a secret that may ask
/// (`service_token_client`). MCP clients never get service tokens. The request and the answer have
/// the form of a token exchange (RFC 8693).
public final class LendServiceToken {
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final Duration MINIMUM_LIFE = Duration.ofMinutes(2);

    private final Foundation on;
    private final AuthenticateClient authenticate;
    private final ValidateToken validate;
    private final ServiceTokens services;

    LendServiceToken(
            Foundation on,
            AuthenticateClient authenticate,
            ValidateToken validate,
            ServiceTokens services) {
        this.on = on;
        this.authenticate = authenticate;
        this.validate = validate;
        this.services = services;
    }

    /// The service token for a live MCP token of the caller's own resource, or why not.
    public IntrospectResult lend(@Nullable String authorizationHeader, Parameters form) {
        return switch (authenticate.authenticate(authorizationHeader, form)) {
            case ClientResult.Refused refused ->
                    new IntrospectResult.Refused(refused.refusal(), refused.basicChallenge());
            case ClientResult.Authenticated(Client client) -> lend(client, form);
        };
    }

    private IntrospectResult lend(Client client, Parameters form) {
        if (client.metadata().isPublic() || !namedAnywhere(client.id())) {
            return refuse(
                    OAuthError.UNAUTHORIZED_CLIENT.because(
                            "no resource names this client as its service_token_client"));
        }
        // RFC 8693 2.1: the subject token and its type are required
        if (!form.repeated().isEmpty()
                || !form.has("subject_token")
                || !form.one("subject_token_type").orElse("").equals(ACCESS_TOKEN)) {
            return refuse(
                    OAuthError.INVALID_REQUEST.because(
                            "subject_token and subject_token_type="
                                    + ACCESS_TOKEN
                                    + " are needed"));
        }
        Optional<AccessTokenInfo> subject = find(form.one("subject_token").orElse(""));
        if (subject.isEmpty() || !mayHave(client.id(), subject.get().resource())) {
            // RFC 8693 2.2.2: a subject token that is invalid or unacceptable is invalid_request
            return refuse(
                    OAuthError.INVALID_REQUEST.because(
                            "the subject_token is not a live token of this client's resource"));
        }
        AccessTokenInfo token = subject.get();
        return switch (services.offer(token.accountId(), MINIMUM_LIFE)) {
            case ServiceTokenResult.Fresh(ServiceToken fresh) -> lent(client, token, fresh);
            case ServiceTokenResult.LoginNeeded() ->
                    refuse(OAuthError.INVALID_GRANT.because("the service asks for a new login"));
            case ServiceTokenResult.Unavailable() ->
                    refuse(
                            OAuthError.TEMPORARILY_UNAVAILABLE.because(
                                    "the service cannot be reached now"));
        };
    }

    private Optional<AccessTokenInfo> find(String token) {
        try {
            return Optional.of(validate.validate(token));
        } catch (TokenError e) {
            return Optional.empty();
        }
    }

    private boolean namedAnywhere(String clientId) {
        return on.settings().resources().values().stream()
                .map(ResourceSettings::protection)
                .map(Protection::tokenClient)
                .anyMatch(clientId::equals);
    }

    private boolean mayHave(String clientId, String resource) {
        return on.settings().resources().values().stream()
                .filter(each -> Resources.same(each.url(), resource))
                .anyMatch(each -> clientId.equals(each.protection().tokenClient()));
    }

    private IntrospectResult lent(Client client, AccessTokenInfo token, ServiceToken service) {
        Instant now = on.now();
        String detail =
                "to client "
                        + client.id()
                        + " for user "
                        + token.userId()
                        + " at "
                        + token.resource();
        on.store()
                .database()
                .write(tx -> {
                    on.store()
                            .audit()
                            .append(tx, new Audit.Entry(now, "service_token_lent", detail));
                    return true;
                });
        // RFC 8693 2.2.1: the members of the answer
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", service.accessToken());
        body.put("issued_token_type", ACCESS_TOKEN);
        body.put("token_type", service.tokenType());
        Instant end = service.expiresAt();
        if (end != null) {
            body.put("expires_in", Math.max(0, Duration.between(now, end).toSeconds()));
        }
        body.put("scope", service.scope().toString());
        body.put("provider", token.provider());
        return new IntrospectResult.Answer(body);
    }

    private static IntrospectResult refuse(Refusal refusal) {
        return new IntrospectResult.Refused(refusal, false);
    }
}
