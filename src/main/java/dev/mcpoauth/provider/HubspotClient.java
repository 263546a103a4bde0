package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import java.util.Map;

/// HubSpot tells who the user is only to the app itself, by introspection. RFC 7662.
final class HubspotClient extends StandardServiceClient {
    HubspotClient(ProviderContext context) {
        super(context);
    }

    @Override
    public UserInfo userInfo(ServiceToken token) {
        return readUser(
                askAsClient(endpoints().userInfo(), Map.of("token", token.accessToken())), token);
    }
}
