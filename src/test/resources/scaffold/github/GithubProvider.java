import dev.mcpoauth.provider.BaseOAuthProvider;
import dev.mcpoauth.provider.ProviderContext;
import dev.mcpoauth.provider.ServiceSpec;

/// Logs users in at GitHub (OAuth App).
/// What providers.github in mcp-oauth.json says wins over this JSON.
@ServiceSpec("""
    {
      "preset": "github",
      "title": "GitHub (OAuth App)",
      "scopes": ["read:user", "repo"]
    }
    """)
public final class GithubProvider extends BaseOAuthProvider {
    /// Everything else is the preset's: mcp-oauth provider show github. Bend it by a setting above
    /// or by a method here: scopesFor chooses what is asked for, welcome may turn users away.
    public GithubProvider(ProviderContext context) {
        super(context);
    }
}
