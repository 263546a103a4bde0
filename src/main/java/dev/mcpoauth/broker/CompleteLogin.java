package dev.mcpoauth.broker;

import dev.mcpoauth.broker.KnownAccounts.Welcome;
import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.oauth.AuthorizeError;
import dev.mcpoauth.oauth.AuthorizeResult;
import dev.mcpoauth.oauth.AuthorizeResult.RefuseLocally;
import dev.mcpoauth.oauth.DeadEnd;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Parameters;
import dev.mcpoauth.oauth.Refusal;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.provider.CallbackResult;
import dev.mcpoauth.provider.ExternalCallback;
import dev.mcpoauth.provider.OAuthProvider;
import dev.mcpoauth.provider.ServiceException;
import dev.mcpoauth.provider.ServiceRefused;
import dev.mcpoauth.provider.ServiceUnavailable;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.PendingLogin;
import dev.mcpoauth.store.PendingLogins.Phase;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Takes the browser back from the service and sends it on to the MCP client.
public final class CompleteLogin {
    private final Foundation on;
    private final Services services;
    private final KnownAccounts known;
    private final Question question;
    private final CheckLogin check;

    CompleteLogin(Foundation on, Services services, KnownAccounts known) {
        this.on = on;
        this.services = services;
        this.known = known;
        this.question = new Question(services, known);
        this.check = new CheckLogin(on);
    }

    /// Works once, and only in the browser that said yes; `remember` gets the account cookie that
    /// this browser has from now on.
    public AuthorizeResult complete(
            String provider, Parameters query, Browser browser, Consumer<Secret> remember) {
        Optional<OAuthProvider> service = services.find(provider);
        Optional<PendingLogin> login =
                query.one("state")
                        .flatMap(this::sent)
                        .filter(sent -> sent.provider().equals(provider));
        if (service.isEmpty() || login.isEmpty()) {
            return CheckLogin.unknown();
        }
        Optional<RefuseLocally> problem = check.step(login.get(), browser, Set.of(Phase.SENT));
        if (problem.isPresent()) {
            return problem.get();
        }
        try {
            return complete(login.get(), service.get(), new Coming(query, browser, remember));
        } catch (AuthorizeError e) {
            // invalid_request: the state was used already, so there is nothing to answer
            return e.refusal().error() == OAuthError.INVALID_REQUEST
                    ? DeadEnd.USED.because(e.refusal().description())
                    : fail(login.get(), e.refusal());
        } catch (ServiceUnavailable e) {
            return fail(
                    login.get(),
                    because(
                            OAuthError.TEMPORARILY_UNAVAILABLE,
                            "the service cannot answer now",
                            e));
        } catch (ServiceRefused e) {
            return fail(
                    login.get(),
                    because(OAuthError.SERVER_ERROR, "the service refused the login", e));
        }
    }

    /// A browser that comes back from the service.
    private record Coming(Parameters query, Browser browser, Consumer<Secret> remember) {}

    private AuthorizeResult complete(PendingLogin login, OAuthProvider service, Coming coming) {
        Browser browser = coming.browser();
        String mark = browser.bound(login.browserHash()).orElseThrow();
        Welcome welcome = known.welcome(browser);
        LoginAtHand hand = LoginAtHand.returning(login, welcome);
        CallbackResult result =
                hand.during(() ->
                        service.handleExternalCallback(new ExternalCallback(coming.query(), mark)));
        if (!hand.isTaken()) {
            return next(result, service.name(), browser);
        }
        coming.remember().accept(welcome.session());
        return next(result, service.name(), browser.with(welcome.session()));
    }

    private AuthorizeResult next(CallbackResult result, String provider, Browser browser) {
        return switch (result) {
            case CallbackResult.ReturnToClient(AuthorizationParams params, String code) ->
                    back(params).code(code);
            case CallbackResult.AskAgain(AuthorizationParams params) -> askAgain(params, browser);
            case CallbackResult.AccountLinked(long id, String label) ->
                    new AuthorizeResult.ShowDone(provider, label);
        };
    }

    private Optional<PendingLogin> sent(String state) {
        return on.store()
                .database()
                .look(tx -> on.store().logins().findByState(tx, new Secret(state)));
    }

    /// Another account came back than the one that said yes: it is asked itself.
    private AuthorizeResult askAgain(AuthorizationParams params, Browser browser) {
        Secret csrf = Secret.random(on.random());
        record Again(Optional<PendingLogin> login, Optional<Client> client) {}
        Again again =
                on.store()
                        .database()
                        .write(tx -> {
                            on.store().logins().askAgain(tx, params.loginId(), csrf.hash());
                            return new Again(
                                    on.store().logins().find(tx, params.loginId()),
                                    on.store().clients().find(tx, params.clientId()));
                        });
        return again.login().isPresent() && again.client().isPresent()
                ? question.ask(again.login().get(), again.client().get(), csrf.value(), browser)
                : AuthorizeResult.RefuseLocally.because("the client is gone");
    }

    private static Refusal because(OAuthError error, String sentence, ServiceException why) {
        return error.because(sentence).logged(String.valueOf(why.getMessage()));
    }

    private AuthorizeResult fail(PendingLogin login, Refusal refusal) {
        String failure = refusal.error().code() + ": " + refusal.whole();
        on.store()
                .database()
                .write(tx -> {
                    on.store().logins().fail(tx, login.id(), failure);
                    return true;
                });
        AuthorizationParams params = login.params();
        if (params == null) {
            return AuthorizeResult.RefuseLocally.page(refusal);
        }
        SendUser.log(login, refusal);
        return back(params).error(refusal);
    }

    private ClientRedirect back(AuthorizationParams params) {
        return new ClientRedirect(on.settings().issuer(), params.redirectUri(), params.state());
    }
}
