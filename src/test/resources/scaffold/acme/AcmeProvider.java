import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.provider.BaseOAuthProvider;
import dev.mcpoauth.provider.ProviderContext;
import dev.mcpoauth.provider.ServiceSpec;
import dev.mcpoauth.provider.StandardServiceClient;

/// Logs users in at Acme.
/// What providers.acme in mcp-oauth.json says wins over this JSON.
@ServiceSpec("""
    {
      "title": "Acme",
      "authorize_url": "https://acme.example/oauth/authorize",
      "token_url": "https://acme.example/oauth/token",
      "userinfo_url": "https://acme.example/api/me",
      "user_id": "/id",
      "user_login": "/login",
      "scopes": ["profile"]
    }
    """)
public final class AcmeProvider extends BaseOAuthProvider {
    /// The client talks as the RFCs say. Override what the service bends: authorizationUrl,
    /// exchangeCode, refresh, userInfo, revoke. Throw ServiceRefused when its no is final (the user
    /// logs in again), ServiceUnavailable when trying later may help (everything is kept).
    public AcmeProvider(ProviderContext context) {
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
