package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.oauth.AuthorizeError;
import dev.mcpoauth.oauth.AuthorizeResult;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Parameters;
import dev.mcpoauth.oauth.Refusal;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.provider.CallbackResult;
import dev.mcpoauth.provider.ExternalCallback;
import dev.mcpoauth.provider.OAuthProvider;
import dev.mcpoauth.provider.ServiceRefused;
import dev.mcpoauth.provider.ServiceUnavailable;
import dev.mcpoauth.store.PendingLogins.PendingLogin;
import java.util.Optional;

/// Takes the browser back from the service and sends it on to the MCP client.
public final class CompleteLogin {
    private final Foundation on;
    private final Services services;

    CompleteLogin(Foundation on, Services services) {
        this.on = on;
        this.services = services;
    }

    /// Works once, and only in the browser that said yes.
    public AuthorizeResult complete(String provider, Parameters query, String browser) {
        Optional<OAuthProvider> service = services.find(provider);
        Optional<PendingLogin> login = query.one("state").flatMap(this::sent);
        if (service.isEmpty()
                || login.isEmpty()
                || !login.get().provider().equals(provider)
                || !new Secret(browser).hashesTo(login.get().browserHash())) {
            return AuthorizeResult.RefuseLocally.because(
                    "this login is not known in this browser; start again");
        }
        try {
            CallbackResult result =
                    service.get().handleExternalCallback(new ExternalCallback(query, browser));
            return switch (result) {
                case CallbackResult.ReturnToClient(AuthorizationParams params, String code) ->
                        back(params).code(code);
                case CallbackResult.AccountLinked(long id, String label) ->
                        new AuthorizeResult.ShowDone(provider, label);
            };
        } catch (AuthorizeError e) {
            // invalid_request: the state was used already, so there is nothing to answer
            return e.refusal().error() == OAuthError.INVALID_REQUEST
                    ? new AuthorizeResult.RefuseLocally(e.refusal())
                    : fail(login.get(), e.refusal());
        } catch (ServiceUnavailable e) {
            return fail(
                    login.get(),
                    OAuthError.TEMPORARILY_UNAVAILABLE.because("the service cannot answer now"));
        } catch (ServiceRefused e) {
            return fail(
                    login.get(), OAuthError.SERVER_ERROR.because("the service refused the login"));
        }
    }

    private Optional<PendingLogin> sent(String state) {
        return on.store()
                .database()
                .read(tx -> on.store().logins().findByState(tx, Secret.sha256(state)))
                .filter(login -> login.phase().equals("sent"))
                .filter(login -> on.now().isBefore(login.expiresAt()));
    }

    private AuthorizeResult fail(PendingLogin login, Refusal refusal) {
        on.store()
                .database()
                .write(tx -> {
                    on.store().logins().fail(tx, login.id(), refusal.description());
                    return true;
                });
        AuthorizationParams params = login.params();
        return params == null
                ? new AuthorizeResult.RefuseLocally(refusal)
                : back(params).error(refusal);
    }

    private ClientRedirect back(AuthorizationParams params) {
        return new ClientRedirect(on.settings().issuer(), params.redirectUri(), params.state());
    }
}
