{{#package}}
package {{package}};

{{/package}}
{{#own}}
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
{{/own}}
import dev.mcpoauth.provider.BaseOAuthProvider;
import dev.mcpoauth.provider.ProviderContext;
import dev.mcpoauth.provider.ServiceSpec;
{{#own}}
import dev.mcpoauth.provider.StandardServiceClient;
{{/own}}

/// Logs users in at {{title}}.
/// What providers.{{name}} in mcp-oauth.json says wins over this JSON.
@ServiceSpec("""
    {
      {{spec}}
    }
    """)
public final class {{class}} extends BaseOAuthProvider {
{{#own}}
    /// The client talks as the RFCs say. Override what the service bends: authorizationUrl,
    /// exchangeCode, refresh, userInfo, revoke. Throw ServiceRefused when its no is final (the user
    /// logs in again), ServiceUnavailable when trying later may help (everything is kept).
    public {{class}}(ProviderContext context) {
        super(
                context,
                new StandardServiceClient(context) {
                    @Override
                    public UserInfo userInfo(ServiceToken token) {
                        return super.userInfo(token); // who logged in; the id must never change
                    }
                });
    }
{{/own}}
{{#preset}}
    /// Everything else is the preset's: mcp-oauth provider show {{name}}. Bend it by a setting above
    /// or by a method here: scopesFor chooses what is asked for, welcome may turn users away.
    public {{class}}(ProviderContext context) {
        super(context);
    }
{{/preset}}
}
