package dev.mcpoauth.broker;

import dev.mcpoauth.fetch.GuardedFetch;
import dev.mcpoauth.fetch.GuardedFetch.Limits;
import dev.mcpoauth.provider.OAuthProvider;
import dev.mcpoauth.provider.TokenStore;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/// Every decision of the authorization server, wired together.
///
/// @param metadata the metadata documents
/// @param register dynamic registration
/// @param manage registrations that their clients manage
/// @param authenticate client authentication
/// @param authorize the authorization endpoint
/// @param consent the consent form
/// @param complete the callback of a service
/// @param accountLogins logins of the command line
/// @param deviceLogins logins by a code
/// @param endAccount logouts
/// @param issue MCP tokens for the operator
/// @param keepClients clients as the operator keeps them
/// @param token the token endpoint
/// @param revoke the revocation endpoint
/// @param introspect the introspection endpoint
/// @param serviceTokens valid tokens of services
/// @param lend service tokens for MCP servers that the settings name
/// @param bearer the guard of MCP servers
/// @param holdings what the broker holds, for its operator
/// @param health whether it can work, and how often it did what
public record Broker(
        Metadata metadata,
        RegisterClient register,
        ManageRegistration manage,
        AuthenticateClient authenticate,
        Authorize authorize,
        Consent consent,
        CompleteLogin complete,
        AccountLogins accountLogins,
        DeviceLogins deviceLogins,
        EndAccount endAccount,
        IssueToken issue,
        KeepClients keepClients,
        ExchangeToken token,
        Revoke revoke,
        Introspect introspect,
        ServiceTokens serviceTokens,
        LendServiceToken lend,
        Bearer bearer,
        Holdings holdings,
        Health health) {
    private static final int DOCUMENT = 5 * 1024;
    private static final int KEYS = 64 * 1024;
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    /// Wires everything; `providers` builds the providers by name over the token store.
    public static Broker of(
            Foundation on, Function<TokenStore, Map<String, OAuthProvider>> providers) {
        ServiceRefresh refresh = new ServiceRefresh(on);
        Health health = new Health(on);
        TokenStore tokens = new CountedTokenStore(new DurableTokenStore(on, refresh), health);
        Services services = new Services(providers.apply(tokens));
        FindGrant grants = new FindGrant(on);
        NoteUse use = new NoteUse(on);
        ValidateToken validate = new ValidateToken(grants, services, use);
        Registrations registrations = new Registrations(on);
        FindClient clients = new FindClient(on, new FetchClientDocument(on, fetch(on, DOCUMENT)));
        AuthenticateClient authenticate =
                new AuthenticateClient(
                        on, clients, new VerifyAssertion(on, new ClientKeys(on, fetch(on, KEYS))));
        KnownAccounts known = new KnownAccounts(on);
        EndAccount endAccount = new EndAccount(on, services, refresh);
        ServiceTokens serviceTokens = new ServiceTokens(on, services, refresh, use);
        return new Broker(
                new Metadata(on, new SignTokens(on)),
                new RegisterClient(on, registrations, services),
                new ManageRegistration(on, clients, registrations),
                authenticate,
                new Authorize(on, services, clients, known),
                new Consent(on, services, known),
                new CompleteLogin(on, services, known),
                new AccountLogins(on, services),
                new DeviceLogins(on, services),
                endAccount,
                new IssueToken(on, new MintAccess(on, new SignTokens(on))),
                new KeepClients(on),
                new ExchangeToken(authenticate, grants, services, refresh),
                new Revoke(on, authenticate),
                new Introspect(on, authenticate, validate, tokens),
                serviceTokens,
                new LendServiceToken(on, authenticate, validate, serviceTokens),
                new Bearer(validate, grants, new Resources(on.settings())),
                new Holdings(on, endAccount),
                health);
    }

    private static GuardedFetch fetch(Foundation on, int mostBytes) {
        return new GuardedFetch(
                new Limits(mostBytes, DEADLINE, on.settings().door().loopbackDocuments()));
    }
}
