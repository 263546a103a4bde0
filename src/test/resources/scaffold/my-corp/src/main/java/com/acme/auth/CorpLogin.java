package com.acme.auth;

import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.provider.BaseOAuthProvider;
import dev.mcpoauth.provider.ProviderContext;
import dev.mcpoauth.provider.ServiceSpec;
import dev.mcpoauth.provider.StandardServiceClient;

/// Logs users in at Größe & Söhne (R+D).
/// What providers.my-corp in mcp-oauth.json says wins over this JSON.
@ServiceSpec("""
    {
      "title": "Größe & Söhne (R+D)",
      "authorize_url": "https://my-corp.example/oauth/authorize",
      "token_url": "https://my-corp.example/oauth/token",
      "userinfo_url": "https://my-corp.example/api/me",
      "user_id": "/id",
      "user_login": "/login",
      "scopes": ["a.read", "b:write"],
      "token_auth": "basic",
      "scope_separator": ",",
      "extra_authorize": {"prompt": "say \\"yes\\" \\\\u0022 \\"\\"\\""}
    }
    """)
public final class CorpLogin extends BaseOAuthProvider {
    /// The client talks as the RFCs say. Override what the service bends: authorizationUrl,
    /// exchangeCode, refresh, userInfo, revoke. Throw ServiceRefused when its no is final (the user
    /// logs in again), ServiceUnavailable when trying later may help (everything is kept).
    public CorpLogin(ProviderContext context) {
        super(
                context,
                new StandardServiceClient(context) {
                    @Override
                    public UserInfo userInfo(ServiceToken token) {
                        return super.userInfo(token); // who logged in; the id must never change
                    }
                });
    }
}
