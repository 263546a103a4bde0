package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.Pkce;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.provider.ProviderSpec.AuthorizationSpec;
import dev.mcpoauth.provider.ProviderSpec.Endpoints;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Talks to a service as the RFCs say, bent by its [ProviderSpec].
///
/// What data cannot say is bent by overriding one protected method: [#authorizationQuery] and
/// [#tokenBody] change what is sent, [#trouble] tells final refusals from trouble that passes,
/// [#readToken] and [#readUser] find things in odd places.
public class StandardServiceClient implements ServiceClient {
    private final ProviderContext context;
    private final ProviderSpec spec;
    private final ServiceRequests requests;
    private final TokenAnswer tokens;
    private final Discovery discovery;

    /// A client of the context's service.
    public StandardServiceClient(ProviderContext context) {
        this.context = context;
        this.spec = context.spec();
        this.requests = new ServiceRequests(context);
        this.tokens = new TokenAnswer(spec, context.clock());
        this.discovery = new Discovery(context);
    }

    /// What the client was built from.
    protected final ProviderContext context() {
        return context;
    }

    /// Where the service is; asks its metadata once when the spec leaves something open.
    protected final Endpoints endpoints() {
        return discovery.endpoints();
    }

    /// Bend this to change the parameters of the authorization request. RFC 6749 4.1.1.
    protected Map<String, String> authorizationQuery(AuthorizationRequest request) {
        AuthorizationSpec how = spec.authorization();
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", context.credentials().clientId());
        query.put("redirect_uri", redirectUri());
        String scopes = scopeText(request.scope());
        if (!scopes.isEmpty()) {
            query.put(how.scopeParameter(), scopes);
        }
        query.put("state", request.state());
        if (how.pkce()) {
            // RFC 7636 4.3: the challenge goes first, the verifier with the code
            query.put("code_challenge", Pkce.challengeOf(request.codeVerifier()));
            query.put("code_challenge_method", Pkce.METHOD);
        }
        if (request.loginHint() != null) {
            query.put("login_hint", request.loginHint());
        }
        query.putAll(how.extra());
        return query;
    }

    /// Bend this to change the body of every request to the token endpoint, with all that is in it:
    /// `client_id` and `client_secret` too, unless they go into a header. RFC 6749 4.1.3, 6.
    protected Map<String, String> tokenBody(Map<String, String> body) {
        Map<String, String> whole = new LinkedHashMap<>(body);
        if (spec.token().scoped()) {
            whole.putIfAbsent("scope", scopeText(spec.scopes()));
        }
        whole.putAll(spec.token().extra());
        return whole;
    }

    /// Bend this to say which answers are final and which pass; empty for a good answer.
    protected Optional<ServiceException> trouble(ServiceAnswer answer) {
        return answer.trouble();
    }

    /// Bend this to find the token in a good answer. RFC 6749 5.1.
    protected ServiceToken readToken(ServiceAnswer answer) {
        return tokens.read(answer);
    }

    /// Bend this to find the user in a good answer.
    protected UserInfo readUser(ServiceAnswer answer, ServiceToken token) {
        return UserAnswer.read(answer, spec.userInfo());
    }

    /// Sends a request and gives back a good answer; throws [ServiceException] otherwise.
    protected final ServiceAnswer ask(ServiceHttp.Request request) {
        return good(ServiceAnswer.of(context.http().send(request)));
    }

    /// Asks the service's API with the user's token.
    protected final ServiceAnswer get(String url, ServiceToken token) {
        return ask(requests.bearer("GET", url, token.accessToken(), ""));
    }

    /// Asks as the app itself, with its id and secret.
    protected final ServiceAnswer askAsClient(String url, Map<String, String> body) {
        return ask(requests.post(url, body, discovery.tokenAuth()));
    }

    private ServiceAnswer good(ServiceAnswer answer) {
        trouble(answer)
                .ifPresent(trouble -> {
                    throw trouble;
                });
        return answer;
    }

    @Override
    public URI authorizationUrl(AuthorizationRequest request) {
        String endpoint = endpoints().authorize();
        String separator = endpoint.contains("?") ? "&" : "?";
        return URI.create(endpoint + separator + ServiceRequests.form(authorizationQuery(request)));
    }

    @Override
    public boolean sendsIssuer() {
        return discovery.sendsIssuer();
    }

    @Override
    public ServiceToken exchangeCode(String code, String codeVerifier) {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("grant_type", "authorization_code");
        body.put("code", code);
        body.put("redirect_uri", redirectUri());
        if (spec.authorization().pkce()) {
            body.put("code_verifier", codeVerifier);
        }
        return readToken(ask(token(endpoints().token(), body)));
    }

    @Override
    public ServiceToken refresh(ServiceToken current) {
        String refreshToken = current.refreshToken();
        if (refreshToken == null) {
            throw new ServiceRefused("no_refresh_token", 0);
        }
        Map<String, String> body = new LinkedHashMap<>();
        body.put("grant_type", "refresh_token");
        body.put("refresh_token", refreshToken);
        if (spec.token().refreshRedirect()) {
            body.put("redirect_uri", redirectUri());
        }
        Endpoints at = endpoints();
        String url = at.refresh().isEmpty() ? at.token() : at.refresh();
        return readToken(ask(token(url, body))).keeping(current);
    }

    @Override
    public UserInfo userInfo(ServiceToken token) {
        String url = endpoints().userInfo();
        if (url.isEmpty()) {
            return readUser(toldWith(token), token);
        }
        ProviderSpec.UserInfoSpec how = spec.userInfo();
        return readUser(
                ask(requests.bearer(how.method(), url, token.accessToken(), how.body())), token);
    }

    /// What the token answer says about the user: in members of its own, else in its ID token.
    private ServiceAnswer toldWith(ServiceToken token) {
        ServiceAnswer kept = ServiceAnswer.kept(token.extra());
        String idToken = token.extra().get("id_token");
        if (idToken == null || kept.first(spec.userInfo().id()).isPresent()) {
            return kept;
        }
        return new IdToken(
                        context.credentials().clientId(),
                        discovery.issuer(),
                        context.clock().instant())
                .claims(idToken);
    }

    @Override
    public boolean revoke(ServiceToken token) {
        String url = endpoints().revoke();
        if (url.isEmpty()) {
            return false;
        }
        String refreshToken = token.refreshToken();
        // RFC 7009 2.1: ending the refresh token ends the whole grant
        boolean whole = refreshToken != null && spec.revocation().ends().equals("refresh");
        String ended = whole && refreshToken != null ? refreshToken : token.accessToken();
        ServiceHttp.Answer answer =
                context.http()
                        .send(
                                requests.revocation(
                                        url, ended, token.accessToken(), discovery.tokenAuth()));
        boolean empty = answer.status() < 300 && answer.body().isBlank();
        if (!empty) {
            good(ServiceAnswer.of(answer));
        }
        return true;
    }

    @Override
    public boolean hasDeviceFlow() {
        try {
            return !endpoints().device().isEmpty();
        } catch (ServiceException e) {
            return false;
        }
    }

    @Override
    public DeviceAuthorization startDevice(Scope scope) {
        String url = endpoints().device();
        if (url.isEmpty()) {
            throw new ServiceRefused("unsupported_device_flow", 0);
        }
        String scopes = scopeText(scope);
        Map<String, String> body = scopes.isEmpty() ? Map.of() : Map.of("scope", scopes);
        String auth = discovery.auth(spec.token().deviceAuth());
        return DeviceFlow.started(ask(requests.post(url, body, auth)), context.clock());
    }

    @Override
    public DevicePoll pollDevice(DeviceAuthorization started) {
        ServiceHttp.Request request = token(endpoints().token(), DeviceFlow.pollBody(started));
        ServiceAnswer answer = ServiceAnswer.of(context.http().send(request));
        return DeviceFlow.outcome(answer.error())
                .orElseGet(() -> new DevicePoll.Authorized(readToken(good(answer))));
    }

    private ServiceHttp.Request token(String url, Map<String, String> body) {
        return requests.post(url, body, discovery.tokenAuth(), this::tokenBody);
    }

    private String redirectUri() {
        return context.redirectUri().toString();
    }

    private String scopeText(Scope scope) {
        AuthorizationSpec how = spec.authorization();
        return scope.names().stream()
                .map(name -> how.scopeNames().getOrDefault(name, name))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining(how.separator()));
    }
}
