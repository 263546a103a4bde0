package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.oauth.AuthorizeResult;
import dev.mcpoauth.oauth.AuthorizeResult.RefuseLocally;
import dev.mcpoauth.oauth.DeadEnd;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Parameters;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.PendingLogin;
import dev.mcpoauth.store.PendingLogins.Phase;
import java.util.Optional;
import java.util.Set;

/// Takes the user's answer to the consent page; nothing goes to a service before a yes.
public final class Consent {
    /// A button that is pressed twice, or after the way back from the service, counts again.
    private static final Set<Phase> OPEN = Set.of(Phase.ASK, Phase.SENT);

    private final Foundation on;
    private final Services services;
    private final Question question;
    private final SendUser send;
    private final CheckLogin check;

    Consent(Foundation on, Services services, KnownAccounts known) {
        this.on = on;
        this.services = services;
        this.question = new Question(services, known);
        this.send = new SendUser(on, services, known);
        this.check = new CheckLogin(on);
    }

    /// Reads `login`, `csrf`, `decision` (`approve` or `deny`) with `account`, or `provider` (a
    /// choice).
    public AuthorizeResult decide(Parameters form, Browser browser) {
        Optional<PendingLogin> found =
                form.one("login")
                        .flatMap(id ->
                                on.store().database().look(tx -> on.store().logins().find(tx, id)));
        String csrf = form.one("csrf").orElse("");
        if (found.isEmpty()) {
            return CheckLogin.unknown();
        }
        PendingLogin login = found.get();
        Optional<RefuseLocally> problem = problem(login, csrf, browser);
        if (problem.isPresent()) {
            return problem.get();
        }
        AuthorizationParams params = login.params();
        if (params == null) {
            return AuthorizeResult.RefuseLocally.because("this login has no client");
        }
        return switch (form.one("decision").orElse("")) {
            case "approve" -> send.by(login, browser, form.one("account"));
            case "deny" -> deny(params);
            case "" -> choose(login, form, browser);
            default ->
                    AuthorizeResult.RefuseLocally.because("the decision must be approve or deny");
        };
    }

    /// OAuth 2.1 7.10: the form is good only with its own secret, in the browser that got it.
    private Optional<RefuseLocally> problem(PendingLogin login, String csrf, Browser browser) {
        Optional<RefuseLocally> wrong = check.step(login, browser, OPEN);
        return wrong.isPresent() || new Secret(csrf).hashesTo(login.csrfHash())
                ? wrong
                : Optional.of(CheckLogin.unknown());
    }

    private AuthorizeResult deny(AuthorizationParams params) {
        boolean first =
                on.store().database().write(tx -> on.store().logins().deny(tx, params.loginId()));
        return first
                ? new ClientRedirect(on.settings().issuer(), params.redirectUri(), params.state())
                        .error(OAuthError.ACCESS_DENIED.because("the user said no"))
                : DeadEnd.USED.because("this login went on already");
    }

    private AuthorizeResult choose(PendingLogin login, Parameters form, Browser browser) {
        String name = form.one("provider").orElse("");
        if (!login.provider().isEmpty() || services.find(name).isEmpty()) {
            return AuthorizeResult.RefuseLocally.because("there is no such choice");
        }
        record Chosen(Optional<PendingLogin> login, Optional<Client> client) {}
        Chosen chosen =
                on.store()
                        .database()
                        .write(tx -> {
                            on.store().logins().choose(tx, login.id(), name);
                            AuthorizationParams asked = login.params();
                            String id = asked == null ? "" : asked.clientId();
                            return new Chosen(
                                    on.store().logins().find(tx, login.id()),
                                    on.store().clients().find(tx, id));
                        });
        return chosen.login().isPresent() && chosen.client().isPresent()
                ? question.ask(
                        chosen.login().get(),
                        chosen.client().get(),
                        form.one("csrf").orElse(""),
                        browser)
                : AuthorizeResult.RefuseLocally.because("the client is gone");
    }
}
