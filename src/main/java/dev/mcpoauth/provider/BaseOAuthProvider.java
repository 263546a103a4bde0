package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.oauth.AuthorizeError;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.CodeExchange;
import dev.mcpoauth.oauth.OAuthClientInfo;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.OAuthToken;
import dev.mcpoauth.oauth.Parameters;
import dev.mcpoauth.oauth.RefreshExchange;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.TokenError;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.provider.ServiceClient.AuthorizationRequest;
import dev.mcpoauth.provider.TokenStore.ServiceLogin;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Does all six operations; an author overrides only what the service bends.
///
/// Most bends belong into a [StandardServiceClient]; here are [#scopesFor], which chooses what is
/// asked of the service, and [#welcome], which may turn a user away.
public class BaseOAuthProvider implements OAuthProvider {
    private static final Duration MINIMUM_LIFE = Duration.ofMinutes(1);

    private final ProviderContext context;
    private final ServiceClient client;

    /// A provider that talks as the RFCs say, bent by the spec and the behaviour that it names.
    public BaseOAuthProvider(ProviderContext context) {
        this.context = context;
        this.client = CheckedServiceClient.ofOurs(Behaviours.client(context));
    }

    /// A provider with a service client of the author's.
    public BaseOAuthProvider(ProviderContext context, ServiceClient client) {
        this.context = context;
        this.client = CheckedServiceClient.of(client);
    }

    @Override
    public String name() {
        return context.name();
    }

    @Override
    public ProviderSpec spec() {
        return context.spec();
    }

    @Override
    public ServiceClient serviceClient() {
        return client;
    }

    /// Bend this to choose the service scopes by what the MCP client asked for.
    protected Scope scopesFor(AuthorizationParams params) {
        return context.spec().scopes();
    }

    /// Bend this to turn users away: throw `AuthorizeError`. Nothing is stored yet.
    protected void welcome(UserInfo user) {}

    @Override
    public AuthorizationRedirect authorize(AuthorizationParams params) {
        return redirect(params.loginId(), scopesFor(params), params.loginHint());
    }

    @Override
    public AuthorizationRedirect authorizeAccount(String loginId) {
        return redirect(loginId, context.spec().scopes(), null);
    }

    @Override
    public AuthorizationRedirect authorizeAccount(String loginId, AccountWish wish) {
        Scope scope = wish.scope().isEmpty() ? context.spec().scopes() : wish.scope();
        return redirect(loginId, scope, wish.loginHint());
    }

    private AuthorizationRedirect redirect(
            String loginId, Scope scopes, @Nullable String loginHint) {
        PendingAuthorization login = context.tokenStore().beginLogin(name(), loginId);
        try {
            return new AuthorizationRedirect(
                    client.authorizationUrl(
                            new AuthorizationRequest(
                                    login.state(), login.codeVerifier(), scopes, loginHint)));
        } catch (ServiceUnavailable e) {
            // RFC 6749 4.1.2.1: the client may come back later
            throw new AuthorizeError(
                    OAuthError.TEMPORARILY_UNAVAILABLE
                            .because(context.spec().title() + " cannot be reached now")
                            .logged(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public CallbackResult handleExternalCallback(ExternalCallback callback) {
        Parameters answer = callback.parameters();
        String state =
                answer.one("state")
                        .orElseThrow(() -> refuse(OAuthError.INVALID_REQUEST, "no state"));
        PendingAuthorization login = context.tokenStore().takeLogin(state, callback.browser());
        checkIssuer(answer);
        if (answer.has("error")) {
            throw new AuthorizeError(ServiceRefused.login(answer));
        }
        String code =
                answer.one("code")
                        .orElseThrow(
                                () -> refuse(OAuthError.ACCESS_DENIED, "the service sent no code"));
        ServiceToken token = client.exchangeCode(code, login.codeVerifier());
        UserInfo user = client.userInfo(token);
        welcome(user);
        return context.tokenStore().completeLogin(login, new ServiceLogin(name(), user, token));
    }

    /// RFC 9207 2.4: an iss that is not the service's, or a promised one that is missing, means a
    /// mix-up attack.
    private void checkIssuer(Parameters answer) {
        String issuer = context.spec().issuer();
        if (issuer == null) {
            return;
        }
        Optional<String> sent = answer.one("iss");
        boolean right = sent.map(issuer::equals).orElseGet(() -> !client.sendsIssuer());
        if (!right) {
            throw refuse(OAuthError.ACCESS_DENIED, "the answer is not from the service");
        }
    }

    @Override
    public void admit(UserInfo user) {
        welcome(user);
    }

    private static AuthorizeError refuse(OAuthError error, String because) {
        return new AuthorizeError(error.because(because));
    }

    @Override
    public OAuthToken exchangeAuthorizationCode(CodeExchange exchange) {
        return context.tokenStore().redeemCode(exchange);
    }

    @Override
    public OAuthToken exchangeRefreshToken(RefreshExchange exchange) {
        return context.tokenStore().rotateRefreshToken(exchange);
    }

    @Override
    public AccessTokenInfo validateAccessToken(String accessToken) {
        AccessTokenInfo info = context.tokenStore().findAccessToken(accessToken);
        try {
            return info.with(
                    context.tokenStore().freshServiceToken(info.accountId(), client, MINIMUM_LIFE));
        } catch (ServiceRefused e) {
            if (e.isOurFault()) {
                return info;
            }
            throw new TokenError(
                    OAuthError.INVALID_TOKEN.because("the service ended the login behind it"));
        } catch (ServiceUnavailable e) {
            // trouble that passes takes nothing away: the token stays good, without the service's
            return info;
        }
    }

    @Override
    public OAuthClientInfo registerClient(ClientMetadata metadata) {
        return context.tokenStore().registerClient(metadata);
    }
}
