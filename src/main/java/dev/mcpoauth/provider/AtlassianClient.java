package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.ServiceToken;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Atlassian's API is addressed by the cloud id of a site, which no token answer tells.
final class AtlassianClient extends StandardServiceClient {
    AtlassianClient(ProviderContext context) {
        super(context);
    }

    /// The token with `cloud_id` and `site_url` of the first site that the user allowed.
    @Override
    public ServiceToken exchangeCode(String code, String codeVerifier) {
        ServiceToken token = super.exchangeCode(code, codeVerifier);
        List<ServiceAnswer> sites = get(context().spec().variable("sites_url"), token).elements("");
        if (sites.isEmpty()) {
            return token;
        }
        Map<String, String> extra = new HashMap<>(token.extra());
        sites.getFirst().text("/id").ifPresent(id -> extra.put("cloud_id", id));
        sites.getFirst().text("/url").ifPresent(url -> extra.put("site_url", url));
        return new ServiceToken(
                token.accessToken(),
                token.tokenType(),
                token.refreshToken(),
                token.expiresAt(),
                token.refreshExpiresAt(),
                token.scope(),
                extra);
    }
}
