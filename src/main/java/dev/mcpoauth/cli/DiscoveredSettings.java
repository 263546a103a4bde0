package dev.mcpoauth.cli;

import dev.mcpoauth.provider.ProviderSpec.Endpoints;
import dev.mcpoauth.provider.ServiceHttp;
import dev.mcpoauth.provider.ServiceMetadata;
import dev.mcpoauth.scaffold.NewProvider;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Turns what a service publishes about itself into the settings of a new provider.
final class DiscoveredSettings {
    private DiscoveredSettings() {}

    /// Asks the service at this address; throws `ServiceUnavailable` when it does not say.
    static Map<String, Object> of(Session session, String url) {
        NewProvider.check("issuer", url);
        return settings(metadata(session, URI.create(url)));
    }

    /// What it says of itself.
    static ServiceMetadata metadata(Session session, URI issuer) {
        try (ServiceHttp http = new ServiceHttp(session.deadline())) {
            return Progress.during(
                    session,
                    "asking " + issuer.getHost(),
                    () -> ServiceMetadata.discover(http, issuer));
        }
    }

    private static Map<String, Object> settings(ServiceMetadata found) {
        Endpoints at = found.endpoints();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("issuer", found.issuer());
        put(all, "authorize_url", at.authorize());
        put(all, "token_url", at.token());
        put(all, "userinfo_url", at.userInfo());
        put(all, "revoke_url", at.revoke());
        put(all, "device_url", at.device());
        all.put("user_id", "/sub");
        all.put("user_login", "/preferred_username");
        all.put("scopes", List.of("openid", "profile", "email"));
        // RFC 8414 2: post is ours where the service takes it; basic is what it means by silence
        if (!found.tokenAuths().contains("client_secret_post")
                && found.tokenAuths().contains("client_secret_basic")) {
            all.put("token_auth", "basic");
        }
        if (!found.challenges().isEmpty() && !found.challenges().contains("S256")) {
            all.put("pkce", false);
        }
        return all;
    }

    private static void put(Map<String, Object> all, String name, String url) {
        if (!url.isEmpty()) {
            all.put(name, url);
        }
    }
}
