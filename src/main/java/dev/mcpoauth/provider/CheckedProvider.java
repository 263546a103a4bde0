package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.CodeExchange;
import dev.mcpoauth.oauth.OAuthClientInfo;
import dev.mcpoauth.oauth.OAuthToken;
import dev.mcpoauth.oauth.RefreshExchange;
import java.time.Duration;

/// Stands around every provider of an author: its time is limited, its name is the one of the
/// settings, and its service client is checked.
final class CheckedProvider implements OAuthProvider {
    private static final Deadline DEADLINE = new Deadline(Duration.ofSeconds(60));

    private final String name;
    private final OAuthProvider author;

    CheckedProvider(String name, OAuthProvider author) {
        this.name = name;
        this.author = author;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ProviderSpec spec() {
        return author.spec();
    }

    @Override
    public ServiceClient serviceClient() {
        return CheckedServiceClient.of(author.serviceClient());
    }

    @Override
    public AuthorizationRedirect authorize(AuthorizationParams params) {
        return DEADLINE.hold(() -> author.authorize(params));
    }

    @Override
    public AuthorizationRedirect authorizeAccount(String loginId) {
        return DEADLINE.hold(() -> author.authorizeAccount(loginId));
    }

    @Override
    public AuthorizationRedirect authorizeAccount(String loginId, AccountWish wish) {
        return DEADLINE.hold(() -> author.authorizeAccount(loginId, wish));
    }

    @Override
    public CallbackResult handleExternalCallback(ExternalCallback callback) {
        return DEADLINE.hold(() -> author.handleExternalCallback(callback));
    }

    @Override
    public OAuthToken exchangeAuthorizationCode(CodeExchange exchange) {
        return author.exchangeAuthorizationCode(exchange);
    }

    @Override
    public OAuthToken exchangeRefreshToken(RefreshExchange exchange) {
        return author.exchangeRefreshToken(exchange);
    }

    @Override
    public AccessTokenInfo validateAccessToken(String accessToken) {
        return author.validateAccessToken(accessToken);
    }

    @Override
    public OAuthClientInfo registerClient(ClientMetadata metadata) {
        return author.registerClient(metadata);
    }
}
