package dev.mcpoauth.testkit;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.provider.ProviderSpec;
import dev.mcpoauth.provider.ProviderSpec.Endpoints;
import dev.mcpoauth.provider.ProviderSpec.UserInfoSpec;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A service that is just as a spec says: its answers have everything where the pointers point.
final class MirrorDialect extends Dialect {
    private final ProviderSpec spec;
    private final Endpoints at;

    MirrorDialect(ProviderSpec spec) {
        this.spec = spec;
        this.at = spec.endpoints().discovery().isEmpty() ? spec.endpoints() : published(spec);
    }

    /// The endpoints that a service with metadata publishes, below its issuer.
    private static Endpoints published(ProviderSpec spec) {
        Endpoints own = spec.endpoints();
        String base = own.discovery().replaceFirst("/\\.well-known/.*", "");
        return new Endpoints(
                own.discovery(),
                own.authorize().isEmpty() ? base + "/mirror/authorize" : own.authorize(),
                own.token().isEmpty() ? base + "/mirror/token" : own.token(),
                own.refresh(),
                own.userInfo().isEmpty() ? base + "/mirror/userinfo" : own.userInfo(),
                own.revoke().isEmpty() ? base + "/mirror/revoke" : own.revoke(),
                own.device());
    }

    @Override
    Paths paths() {
        return new Paths(
                path(at.authorize()),
                path(at.token()),
                path(at.refresh()),
                path(at.userInfo()),
                path(at.revoke()));
    }

    private static String path(String url) {
        if (url.isEmpty()) {
            return "";
        }
        URI uri = URI.create(url.replace("{client_id}", FakeService.CLIENT_ID));
        return uri.getRawAuthority() + uri.getRawPath();
    }

    @Override
    Refreshing refreshing() {
        return Refreshing.ROTATES;
    }

    @Override
    Map<String, Object> words(FakeGrant grant) {
        Map<String, Object> body = new LinkedHashMap<>();
        put(body, member("access_token"), grant.access());
        put(body, member("token_type"), spec.token().types().stream().findFirst().orElse("Bearer"));
        put(body, member("expires_in"), 300);
        put(body, member("scope"), grant.asked(spec.authorization().scopeParameter()));
        spec.token().keep().forEach((name, pointer) -> put(body, pointer, name));
        if (at.userInfo().isEmpty()) {
            tellWith(body, grant);
        }
        return body;
    }

    /// A service without a userinfo endpoint says who it is with the token: in an ID token where it
    /// is asked to (OpenID Connect Core 3.1.2.1), but for what the spec keeps from the answer.
    private void tellWith(Map<String, Object> body, FakeGrant grant) {
        boolean openid = spec.scopes().names().contains("openid");
        Map<String, Object> claims = new LinkedHashMap<>();
        who(grant)
                .forEach((pointer, value) -> {
                    boolean kept = spec.token().keep().containsKey(pointer.substring(1));
                    put(openid && !kept ? claims : body, kept(pointer), value);
                });
        if (openid) {
            Instant expiresAt = Instant.now().plusSeconds(300);
            body.put("id_token", FakeTokens.idToken(issuer(), expiresAt, claims));
        }
    }

    private String issuer() {
        return spec.issuer() == null ? "" : spec.issuer();
    }

    /// Where a value that is kept with the token stands in the token answer.
    private String kept(String pointer) {
        return spec.token().keep().getOrDefault(pointer.substring(1), pointer);
    }

    @Override
    void addRefresh(Map<String, Object> body, String refreshToken) {
        put(body, member("refresh_token"), refreshToken);
    }

    private String member(String name) {
        return spec.token().members().getOrDefault(name, List.of("/" + name)).getFirst();
    }

    @Override
    Fault user(FakeCall call, FakeGrant grant) {
        Map<String, Object> body = new LinkedHashMap<>();
        who(grant).forEach((pointer, value) -> put(body, pointer, value));
        return json(body);
    }

    private Map<String, Object> who(FakeGrant grant) {
        UserInfoSpec asked = spec.userInfo();
        Map<String, Object> told = new LinkedHashMap<>();
        first(asked.tenant()).ifPresent(pointer -> told.put(pointer, "acme"));
        first(asked.emailVerified()).ifPresent(pointer -> told.put(pointer, true));
        first(asked.email())
                .ifPresent(pointer -> told.put(pointer, grant.user() + "@acme.example"));
        first(asked.name()).ifPresent(pointer -> told.put(pointer, grant.fullName()));
        first(asked.login()).ifPresent(pointer -> told.put(pointer, grant.user()));
        first(asked.id()).ifPresent(pointer -> told.put(pointer, "id-" + grant.user()));
        return told;
    }

    private static Optional<String> first(List<String> pointers) {
        return pointers.stream().findFirst();
    }

    @Override
    Fault revoke(FakeCall call) {
        Map<String, String> fields = call.fields();
        end(fields.getOrDefault(spec.revocation().parameter(), call.bearer().orElse("")));
        return Fault.json(200, "{}");
    }

    @Override
    Fault other(FakeCall call) {
        String document = path(at.discovery());
        if (document.isEmpty() || !call.path().substring(1).equals(document)) {
            return Fault.status(404);
        }
        return Fault.json(
                200,
                Json.write(
                        Map.of(
                                "issuer", issuer(),
                                "authorization_endpoint", at.authorize(),
                                "token_endpoint", at.token(),
                                "userinfo_endpoint", at.userInfo(),
                                "revocation_endpoint", at.revoke())));
    }

    /// Sets the value at a JSON pointer, making the objects on the way. RFC 6901 4.
    private static void put(Map<String, Object> into, String pointer, Object value) {
        String[] names = pointer.substring(1).split("/", -1);
        Map<String, Object> here = into;
        for (int i = 0; i < names.length - 1; i++) {
            Map<String, Object> next = new LinkedHashMap<>();
            if (here.get(unescape(names[i])) instanceof Map<?, ?> old) {
                old.forEach((key, held) -> next.put(String.valueOf(key), held));
            }
            here.put(unescape(names[i]), next);
            here = next;
        }
        here.put(unescape(names[names.length - 1]), value);
    }

    private static String unescape(String name) {
        return name.replace("~1", "/").replace("~0", "~");
    }
}
