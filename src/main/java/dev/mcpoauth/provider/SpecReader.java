package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.provider.ProviderSpec.AuthorizationSpec;
import dev.mcpoauth.provider.ProviderSpec.Endpoints;
import dev.mcpoauth.provider.ProviderSpec.Notes;
import dev.mcpoauth.provider.ProviderSpec.RevocationSpec;
import dev.mcpoauth.provider.ProviderSpec.TokenSpec;
import dev.mcpoauth.provider.ProviderSpec.UserInfoSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads a [ProviderSpec] from the settings of a provider.
final class SpecReader {
    private static final Set<String> AUTH = Set.of("post", "basic", "none");

    private final SpecSettings from;

    SpecReader(Map<String, Object> settings) {
        this.from = new SpecSettings(settings);
    }

    ProviderSpec read() {
        Endpoints endpoints = endpoints();
        if (endpoints.discovery().isEmpty()) {
            from.required("authorize_url");
            from.required("token_url");
        }
        String issuer = from.text("issuer", "");
        return new ProviderSpec(
                from.text("title", "OAuth 2.0 service"),
                issuer.isEmpty() ? null : issuer,
                endpoints,
                authorization(),
                token(),
                userInfo(),
                revocation(),
                from.text("behaviour", "standard"),
                from.plain(),
                notes());
    }

    private Endpoints endpoints() {
        return new Endpoints(
                // OpenID Connect Discovery 4: a / at the issuer's end is removed before
                // /.well-known
                from.url("discovery_url").replace("//.well-known/", "/.well-known/"),
                from.url("authorize_url"),
                from.url("token_url"),
                from.url("refresh_url"),
                from.url("userinfo_url"),
                from.url("revoke_url"),
                from.url("device_url"));
    }

    private AuthorizationSpec authorization() {
        return new AuthorizationSpec(
                scopes(),
                from.text("scope_parameter", "scope"),
                from.one("scope_separator", " ", Set.of(" ", ",")),
                from.texts("scope_names"),
                from.flag("pkce", true),
                from.texts("extra_authorize"),
                from.text("callback_host", ""));
    }

    private Scope scopes() {
        List<String> listed = from.list("scopes");
        return listed.size() == 1 ? Scope.parse(listed.getFirst()) : Scope.of(listed);
    }

    private TokenSpec token() {
        String auth = from.one("token_auth", "post", AUTH);
        return new TokenSpec(
                auth,
                from.one("device_auth", auth, AUTH),
                from.flag("json", false),
                from.texts("headers"),
                from.texts("extra_token"),
                from.flag("scope_in_token_request", false),
                from.flag("redirect_uri_in_refresh", false),
                from.lists("token_map"),
                from.texts("token_extra"),
                Set.copyOf(from.list("token_types")),
                from.duration("access_ttl"));
    }

    private UserInfoSpec userInfo() {
        return new UserInfoSpec(
                from.one("userinfo_method", "GET", Set.of("GET", "POST")),
                from.text("userinfo_body", ""),
                from.list("user_id", "/sub"),
                from.list("user_login", "/preferred_username"),
                from.list("user_name", "/name"),
                from.list("user_email", "/email"),
                from.list("user_email_verified", "/email_verified"),
                from.list("user_tenant"));
    }

    private RevocationSpec revocation() {
        return new RevocationSpec(
                from.one("revoke_method", "POST", Set.of("POST", "DELETE")),
                from.one(
                        "revoke_auth",
                        "client",
                        Set.of("client", "post", "basic", "none", "bearer")),
                from.one("revoke_body", "form", Set.of("form", "json", "none")),
                from.text("revoke_parameter", "token"),
                from.one("revoke_token", "refresh", Set.of("refresh", "access")));
    }

    private Notes notes() {
        return new Notes(
                from.text("register_url", ""),
                from.text("redirect_rule", ""),
                from.list("quirks"),
                from.list("docs"),
                from.text("confidence", "A"),
                from.texts("doubts"));
    }
}
