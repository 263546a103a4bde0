package dev.mcpoauth.provider;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.Pkce;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.provider.ProviderSpec.UserInfoSpec;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Talks to a service as the RFCs say, bent by its [ProviderSpec].
public class StandardServiceClient implements ServiceClient {
    private static final Set<String> TOKEN_MEMBERS =
            Set.of("access_token", "refresh_token", "token_type", "expires_in", "scope", "ok");

    private final ProviderContext context;
    private final ProviderSpec spec;

    /// A client of the context's service.
    public StandardServiceClient(ProviderContext context) {
        this.context = context;
        this.spec = context.spec();
    }

    @Override
    public URI authorizationUrl(AuthorizationRequest request) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", context.credentials().clientId());
        query.put("redirect_uri", context.redirectUri().toString());
        if (!request.scope().isEmpty()) {
            query.put("scope", String.join(spec.scopeSeparator(), request.scope().names()));
        }
        query.put("state", request.state());
        if (spec.pkce()) {
            query.put("code_challenge", Pkce.challengeOf(request.codeVerifier()));
            query.put("code_challenge_method", Pkce.METHOD);
        }
        if (request.loginHint() != null) {
            query.put("login_hint", request.loginHint());
        }
        query.putAll(spec.extraAuthorize());
        String separator = spec.authorizeUrl().contains("?") ? "&" : "?";
        return URI.create(spec.authorizeUrl() + separator + form(query));
    }

    @Override
    public ServiceToken exchangeCode(String code, String codeVerifier) {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("grant_type", "authorization_code");
        body.put("code", code);
        body.put("redirect_uri", context.redirectUri().toString());
        if (spec.pkce()) {
            body.put("code_verifier", codeVerifier);
        }
        return token(post(spec.tokenUrl(), body));
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
        String url = spec.refreshUrl() == null ? spec.tokenUrl() : spec.refreshUrl();
        return token(post(url, body)).keeping(current);
    }

    @Override
    public UserInfo userInfo(ServiceToken token) {
        UserInfoSpec asked = spec.userInfo();
        Map<String, String> headers = new LinkedHashMap<>(spec.headers());
        headers.put("Authorization", "Bearer " + token.accessToken());
        headers.putIfAbsent("Accept", "application/json");
        if (!asked.body().isEmpty()) {
            headers.putIfAbsent("Content-Type", "application/json");
        }
        ServiceAnswer answer =
                send(
                        new ServiceHttp.Request(
                                asked.method(),
                                URI.create(asked.url()),
                                headers,
                                asked.body().isEmpty() ? null : asked.body()));
        String subject =
                answer.text(asked.id())
                        .orElseThrow(() ->
                                new ServiceUnavailable(
                                        "the service did not say who the user is", null));
        return new UserInfo(
                subject,
                answer.text(asked.login()).orElse(null),
                answer.text(asked.name()).orElse(null),
                answer.text(asked.email()).orElse(null),
                answer.text(asked.emailVerified()).filter("true"::equals).isPresent(),
                answer.text(asked.tenant()).orElse(null));
    }

    @Override
    public boolean revoke(ServiceToken token) {
        String url = spec.revokeUrl();
        if (url == null) {
            return false;
        }
        String refreshToken = token.refreshToken();
        // RFC 7009 2.1: ending the refresh token ends the whole grant
        String ended = refreshToken == null ? token.accessToken() : refreshToken;
        Map<String, String> body = new LinkedHashMap<>();
        body.put("token", ended);
        ServiceHttp.Answer answer = context.http().send(request(url, body));
        if (answer.status() >= 300) {
            ServiceAnswer.of(answer);
        }
        return true;
    }

    @Override
    public boolean hasDeviceFlow() {
        return spec.deviceUrl() != null;
    }

    @Override
    public DeviceAuthorization startDevice(Scope scope) {
        String url = spec.deviceUrl();
        if (url == null) {
            throw new ServiceRefused("unsupported_device_flow", 0);
        }
        ServiceAnswer answer = post(url, DeviceFlow.startBody(scope, spec.scopeSeparator()));
        return DeviceFlow.started(answer, context.clock());
    }

    @Override
    public DevicePoll pollDevice(DeviceAuthorization started) {
        ServiceHttp.Answer answer =
                context.http().send(request(spec.tokenUrl(), DeviceFlow.pollBody(started)));
        return DeviceFlow.outcome(ServiceAnswer.error(answer))
                .orElseGet(() -> new DevicePoll.Authorized(token(ServiceAnswer.of(answer))));
    }

    private ServiceAnswer post(String url, Map<String, String> body) {
        return send(request(url, body));
    }

    private ServiceAnswer send(ServiceHttp.Request request) {
        return ServiceAnswer.of(context.http().send(request));
    }

    private ServiceHttp.Request request(String url, Map<String, String> body) {
        ProviderCredentials we = context.credentials();
        Secret secret = we.clientSecret();
        Map<String, String> headers = new LinkedHashMap<>(spec.headers());
        headers.putIfAbsent("Accept", "application/json");
        // RFC 6749 2.3.1: id and secret in the Authorization header, form-encoded, or in the body
        if (spec.tokenAuth().equals("basic") && secret != null) {
            String pair = encode(we.clientId()) + ":" + encode(secret.value());
            byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
            headers.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
        } else {
            body.put("client_id", we.clientId());
            if (secret != null) {
                body.put("client_secret", secret.value());
            }
        }
        headers.put(
                "Content-Type",
                spec.json() ? "application/json" : "application/x-www-form-urlencoded");
        String text = spec.json() ? Json.write(body) : form(body);
        return new ServiceHttp.Request("POST", URI.create(url), headers, text);
    }

    private ServiceToken token(ServiceAnswer answer) {
        String accessToken =
                member(answer, "access_token")
                        .orElseThrow(
                                () -> new ServiceUnavailable("the service sent no token", null));
        checkCharacters(accessToken);
        Map<String, String> extra = new LinkedHashMap<>(answer.plainMembers());
        extra.keySet().removeAll(TOKEN_MEMBERS);
        return new ServiceToken(
                accessToken,
                member(answer, "token_type").orElse("Bearer"),
                member(answer, "refresh_token").orElse(null),
                after(member(answer, "expires_in")),
                after(answer.text("/refresh_token_expires_in")),
                Scope.of(
                        member(answer, "scope")
                                .map(text -> text.split("[ ,]+", -1))
                                .orElse(new String[0])),
                extra);
    }

    private Optional<String> member(ServiceAnswer answer, String name) {
        return answer.text(spec.tokenMap().getOrDefault(name, "/" + name));
    }

    private @Nullable Instant after(Optional<String> seconds) {
        return seconds.filter(text -> text.matches("\\d{1,10}"))
                .map(text -> context.clock().instant().plusSeconds(Long.parseLong(text)))
                .orElse(null);
    }

    // RFC 6749 A.12: access-token = 1*VSCHAR; anything else could break out of a header
    private static void checkCharacters(String token) {
        if (!token.chars().allMatch(c -> c >= 0x20 && c <= 0x7e)) {
            throw new ServiceUnavailable("the service's token has forbidden characters", null);
        }
    }

    private static String form(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
