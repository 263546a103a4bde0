package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.provider.ProviderSpec.AuthorizationSpec;
import dev.mcpoauth.provider.ProviderSpec.Endpoints;
import dev.mcpoauth.provider.ProviderSpec.Notes;
import dev.mcpoauth.provider.ProviderSpec.RevocationSpec;
import dev.mcpoauth.provider.ProviderSpec.TokenSpec;
import dev.mcpoauth.provider.ProviderSpec.UserInfoSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Reads a [ProviderSpec] from the settings of a provider.
final class SpecReader {
    private static final Set<String> AUTH = Set.of("post", "basic", "none");
    // RFC 9110 5.5: a name is a token, a value visible characters, spaces and tabs
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern VALUE = Pattern.compile("[\\t -~]{0,4000}");

    /// What the HTTP client says by itself, and takes from nobody.
    private static final Set<String> UNSENT =
            Set.of("connection", "content-length", "expect", "host", "upgrade");

    private static final Set<String> MEMBERS =
            Set.of(
                    "access_token",
                    "token_type",
                    "refresh_token",
                    "expires_in",
                    "refresh_token_expires_in",
                    "scope");

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
                from.url("discovery_url"),
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
                extra(),
                from.one("callback_host", "", Set.of("", "localhost", "127.0.0.1")));
    }

    private Map<String, String> extra() {
        Map<String, String> extra = from.texts("extra_authorize");
        if (extra.containsKey("state")) {
            // RFC 6749 10.12: the state is ours, new for each login
            throw SpecSettings.wrong("extra_authorize", "without state");
        }
        return extra;
    }

    private Map<String, String> headers() {
        Map<String, String> headers = from.texts("headers");
        headers.forEach((name, value) -> {
            boolean good = HEADER.matcher(name).matches() && VALUE.matcher(value).matches();
            if (!good || UNSENT.contains(name.toLowerCase(Locale.ROOT))) {
                throw SpecSettings.wrong(
                        "headers." + name, "no header that can be sent to a service");
            }
        });
        return headers;
    }

    private Map<String, List<String>> members() {
        Map<String, List<String>> members = from.lists("token_map");
        if (!MEMBERS.containsAll(members.keySet())) {
            throw SpecSettings.wrong("token_map", "for " + new TreeSet<>(MEMBERS) + " only");
        }
        return members;
    }

    private Map<String, String> kept() {
        Map<String, String> kept = from.texts("token_extra");
        from.lists("token_extra");
        return kept;
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
                headers(),
                from.texts("extra_token"),
                from.flag("scope_in_token_request", false),
                from.flag("redirect_uri_in_refresh", false),
                members(),
                kept(),
                Set.copyOf(from.list("token_types")),
                from.duration("access_ttl"));
    }

    private UserInfoSpec userInfo() {
        return new UserInfoSpec(
                from.one("userinfo_method", "GET", Set.of("GET", "POST")),
                from.text("userinfo_body", ""),
                from.pointers("user_id", "/sub"),
                from.pointers("user_login", "/preferred_username"),
                from.pointers("user_name", "/name"),
                from.pointers("user_email", "/email"),
                from.pointers("user_email_verified", "/email_verified"),
                from.pointers("user_tenant"));
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
