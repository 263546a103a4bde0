package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.oauth.AuthorizeResult;
import dev.mcpoauth.oauth.ConsentView;
import dev.mcpoauth.oauth.RedirectUri;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.provider.OAuthProvider;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.PendingLogins.PendingLogin;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The providers that users may log in at, and the question that comes before.
final class Services {
    private final Map<String, OAuthProvider> providers;

    Services(Map<String, OAuthProvider> providers) {
        this.providers = providers;
    }

    Optional<OAuthProvider> find(String name) {
        return Optional.ofNullable(providers.get(name));
    }

    /// The only provider; empty when the user has to choose.
    String only() {
        return providers.size() == 1 ? providers.keySet().iterator().next() : "";
    }

    /// The consent page, or the choice of a service before it.
    AuthorizeResult question(PendingLogin login, Client client, String csrf) {
        AuthorizationParams params = login.params();
        if (login.provider().isEmpty() || params == null) {
            return new AuthorizeResult.ChooseProvider(
                    login.id(), csrf, List.copyOf(providers.keySet()));
        }
        URI target = URI.create(params.redirectUri());
        String host = target.getRawAuthority();
        boolean web = target.getScheme().startsWith("http");
        return new AuthorizeResult.AskConsent(
                new ConsentView(
                        login.id(),
                        csrf,
                        client.metadata().clientName(),
                        client.id(),
                        client.verifiedHost(),
                        web && host != null ? host : target.getScheme() + ":",
                        RedirectUri.isLoopback(params.redirectUri()),
                        params.scope(),
                        login.provider(),
                        find(login.provider()).map(p -> p.spec().scopes()).orElse(Scope.NONE),
                        params.resource()));
    }
}
