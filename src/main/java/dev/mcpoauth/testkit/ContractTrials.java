package dev.mcpoauth.testkit;

import dev.mcpoauth.oauth.AuthorizeError;
import dev.mcpoauth.oauth.Parameters;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.provider.ExternalCallback;
import dev.mcpoauth.provider.OAuthProvider;
import dev.mcpoauth.provider.ProviderSpec.Endpoints;
import dev.mcpoauth.provider.ServiceException;
import dev.mcpoauth.provider.ServiceRefused;
import dev.mcpoauth.provider.ServiceUnavailable;
import dev.mcpoauth.provider.TokenStore.ServiceLogin;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What the contract tries, each trial a sentence on what happened or an exception on what went
/// wrong.
final class ContractTrials {
    static final String DOES_NOT_APPLY = "the service has no ";
    private static final Map<String, Fault> GARBAGE =
            Map.of(
                    "a web page", Fault.html(200, "<h1>Welcome</h1>"),
                    "nothing", Fault.json(200, ""),
                    "a list", Fault.json(200, "[]"),
                    "no token", Fault.json(200, "{}"),
                    "a line break", Fault.json(200, "{\"access_token\":\"a\\r\\nX: 1\"}"),
                    "another type",
                            Fault.json(200, "{\"access_token\":\"a\",\"token_type\":\"mac\"}"));
    private static final List<Fault> TROUBLE =
            List.of(Fault.status(503), Fault.status(429), Fault.status(502), Fault.drop());

    private final FakeService service;
    private final OAuthProvider provider;
    private final MemoryStore store;
    private final Set<String> secrets = new TreeSet<>(Set.of(FakeService.CLIENT_SECRET));

    ContractTrials(FakeService service, OAuthProvider provider, MemoryStore store) {
        this.service = service;
        this.provider = provider;
        this.store = store;
    }

    /// Says what the provider did wrong.
    private static final class Breach extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Breach(String message) {
            super(message);
        }
    }

    String login() {
        provider.handleExternalCallback(callback(visit("alice")));
        ServiceLogin login = store.login().orElseThrow(() -> new Breach("nobody is logged in"));
        if (login.user().subject().isBlank()) {
            throw new Breach("the user has no identifier");
        }
        remember(login.token());
        return "logged in as " + login.user().label();
    }

    /// Goes through the service's pages and comes back with its answer.
    private Map<String, String> visit(String user) {
        URI location = provider.authorizeAccount("login").location();
        String back =
                new FakeBrowser.Page(location, 0, "").query().getOrDefault("redirect_uri", "");
        if (back.isEmpty()) {
            throw new Breach("the authorization URL has no redirect_uri");
        }
        try (FakeBrowser browser = new FakeBrowser(back)) {
            FakeBrowser.Page page = browser.open(service.at(location));
            if (page.status() != 200) {
                throw new Breach("the service refused the authorization URL: " + page.body());
            }
            return browser.press(page, "user", user).query();
        }
    }

    private static ExternalCallback callback(Map<String, String> answer) {
        return new ExternalCallback(Parameters.of(answer), MemoryStore.BROWSER);
    }

    String replay() {
        ExternalCallback answer = callback(visit("alice"));
        provider.handleExternalCallback(answer);
        return refused(answer, "a second time");
    }

    String foreignState() {
        Map<String, String> answer = new LinkedHashMap<>(visit("alice"));
        answer.put("state", "made-up");
        return refused(callback(answer), "with a made-up state");
    }

    String no() {
        return refused(callback(visit("")), "though the user said no");
    }

    private String refused(ExternalCallback answer, String how) {
        try {
            provider.handleExternalCallback(answer);
        } catch (AuthorizeError e) {
            return "refused with " + e.refusal().error().code();
        }
        throw new Breach("the answer was taken " + how);
    }

    boolean refreshable() {
        return token().refreshToken() != null;
    }

    String refresh() {
        ServiceToken before = token();
        ServiceToken after = refreshed();
        if (after.accessToken().equals(before.accessToken())) {
            throw new Breach("the access token is still the old one");
        }
        if (after.refreshToken() == null) {
            throw new Breach("the refresh token got lost");
        }
        return "a new token"
                + (after.refreshToken().equals(before.refreshToken())
                        ? ", the refresh token is kept"
                        : " and a new refresh token");
    }

    private ServiceToken refreshed() {
        ServiceToken after = provider.serviceClient().refresh(token()).keeping(token());
        store.replace(after);
        remember(after);
        return after;
    }

    String trouble() {
        for (Fault fault : TROUBLE) {
            passes("HTTP " + fault.status(), fault);
        }
        return TROUBLE.size() + " kinds of trouble, and the login goes on";
    }

    String garbage() {
        GARBAGE.forEach(this::passes);
        return GARBAGE.size() + " kinds of garbage, and the login goes on";
    }

    private void passes(String what, Fault fault) {
        service.answerAll(fault);
        try {
            provider.serviceClient().refresh(token());
        } catch (ServiceUnavailable e) {
            service.clearFaults();
            return;
        } catch (ServiceRefused e) {
            throw new Breach(what + " ended the login, though it passes");
        }
        throw new Breach(what + " was taken for a token");
    }

    String refusal() {
        service.withdraw();
        try {
            provider.serviceClient().refresh(token());
        } catch (ServiceRefused e) {
            return "refused with " + e.error();
        } catch (ServiceUnavailable e) {
            throw new Breach("the service said no for good, and it was taken for trouble");
        }
        throw new Breach("a withdrawn refresh token gave a token");
    }

    String nobody() {
        Endpoints at = provider.spec().endpoints();
        if (at.userInfo().isEmpty() && at.discovery().isEmpty()) {
            return DOES_NOT_APPLY + "userinfo endpoint of its own";
        }
        service.answerAll(Fault.json(200, "{}"));
        try {
            provider.serviceClient().userInfo(token());
        } catch (ServiceException e) {
            service.clearFaults();
            return "not logged in";
        }
        throw new Breach("somebody without an identifier was logged in");
    }

    String revoke() {
        Optional<ServiceLogin> fresh = store.login();
        if (fresh.isEmpty() || !provider.serviceClient().revoke(fresh.get().token())) {
            return DOES_NOT_APPLY + "way to end a token";
        }
        try {
            provider.serviceClient().userInfo(token());
        } catch (ServiceException e) {
            return "the token is dead at the service";
        }
        boolean told = provider.spec().endpoints().userInfo().isEmpty();
        if (told) {
            return "the service took it";
        }
        throw new Breach("the token still lives at the service");
    }

    String addresses() {
        for (String target : service.targets()) {
            if (secrets.stream().anyMatch(target::contains)) {
                throw new Breach("a secret is in the address of a request");
            }
        }
        return service.targets().size() + " requests";
    }

    private ServiceToken token() {
        return store.login().orElseThrow(() -> new Breach("nobody is logged in")).token();
    }

    private void remember(ServiceToken token) {
        secrets.add(token.accessToken());
        String refreshToken = token.refreshToken();
        if (refreshToken != null) {
            secrets.add(refreshToken);
        }
    }
}
