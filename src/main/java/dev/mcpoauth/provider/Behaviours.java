package dev.mcpoauth.provider;

import java.util.Map;
import java.util.function.Function;

/// The client classes of services that bend the RFCs in ways that data cannot say.
final class Behaviours {
    private static final Map<String, Function<ProviderContext, ServiceClient>> ALL =
            Map.of(
                    "standard", StandardServiceClient::new,
                    "github", GithubClient::new,
                    "atlassian", AtlassianClient::new,
                    "hubspot", HubspotClient::new);

    private Behaviours() {}

    /// The provider of a spec without a class of its own.
    static OAuthProvider provider(ProviderContext context) {
        return new BaseOAuthProvider(context);
    }

    /// The client that the spec asks for.
    static ServiceClient client(ProviderContext context) {
        return check(context.spec().behaviour()).apply(context);
    }

    /// Throws `IllegalArgumentException` unless there is such a class.
    static Function<ProviderContext, ServiceClient> check(String name) {
        Function<ProviderContext, ServiceClient> client = ALL.get(name);
        if (client == null) {
            throw new IllegalArgumentException("setting 'behaviour' names no class: " + name);
        }
        return client;
    }
}
