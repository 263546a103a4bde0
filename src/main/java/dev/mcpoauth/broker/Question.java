package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.oauth.AuthorizeResult;
import dev.mcpoauth.oauth.ConsentView;
import dev.mcpoauth.oauth.RedirectUri;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.store.BrowserAccounts.KnownAccount;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.PendingLogin;
import java.net.URI;
import java.util.List;

/// What the user is asked before anything goes to a service.
final class Question {
    private final Services services;
    private final KnownAccounts known;

    Question(Services services, KnownAccounts known) {
        this.services = services;
        this.known = known;
    }

    /// The consent page, or the choice of a service before it; `csrf` makes the answer good.
    AuthorizeResult ask(PendingLogin login, Client client, String csrf, Browser browser) {
        AuthorizationParams params = login.params();
        if (login.provider().isEmpty() || params == null) {
            return new AuthorizeResult.ChooseProvider(login.id(), csrf, services.names());
        }
        List<KnownAccount> accounts = known.of(browser, login.provider());
        return new AuthorizeResult.AskConsent(
                new ConsentView(
                        login.id(),
                        csrf,
                        client.metadata().clientName(),
                        client.id(),
                        client.verifiedHost(),
                        host(params.redirectUri()),
                        RedirectUri.isLoopback(params.redirectUri()),
                        params.scope(),
                        login.provider(),
                        services.find(login.provider())
                                .map(p -> p.spec().scopes())
                                .orElse(Scope.NONE),
                        params.resource(),
                        accounts.stream().map(account -> shown(account, login)).toList()));
    }

    private ConsentView.KnownAccount shown(KnownAccount account, PendingLogin login) {
        return new ConsentView.KnownAccount(
                String.valueOf(account.id()), account.label(), known.allowed(account, login));
    }

    private static String host(String redirectUri) {
        URI target = URI.create(redirectUri);
        String scheme = target.getScheme();
        String host = target.getRawAuthority();
        // no other scheme says who is behind a name: the app that claimed the scheme gets the code
        boolean web = scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
        return web && host != null ? host : scheme + ":";
    }
}
