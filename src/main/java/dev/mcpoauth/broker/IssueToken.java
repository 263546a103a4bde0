package dev.mcpoauth.broker;

import dev.mcpoauth.config.ResourceSettings;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.OAuthToken;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.Grant;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Issues MCP access tokens to the operator, who holds the key of the store anyway: for curl and
/// for programs that take headers from a command.
public final class IssueToken {
    /// The client that tokens of the command line belong to.
    public static final String CLIENT = "mcp-oauth";

    private final Foundation on;
    private final Store store;
    private final MintAccess mint;

    IssueToken(Foundation on, MintAccess mint) {
        this.on = on;
        this.store = on.store();
        this.mint = mint;
    }

    /// What is issued.
    ///
    /// @param grantId the grant that it belongs to: ends with it
    /// @param token the token, without a refresh token
    public record Issued(long grantId, OAuthToken token) {}

    /// The resource with this name or URL; empty when there is none.
    public Optional<ResourceSettings> resource(String nameOrUrl) {
        ResourceSettings named = on.settings().resources().get(nameOrUrl);
        return named == null ? new Resources(on.settings()).named(nameOrUrl) : Optional.of(named);
    }

    /// A new grant for an account, with one token; the grant lives as long as that is asked.
    public Issued anew(Account account, ResourceSettings resource, Scope scope, Duration life) {
        return store.database()
                .write(tx -> {
                    Instant now = on.now();
                    ensureClient(tx, now);
                    Grant grant =
                            new Grant(
                                    0,
                                    CLIENT,
                                    account.userId(),
                                    account.id(),
                                    account.provider(),
                                    scope,
                                    resource.url(),
                                    "",
                                    now,
                                    now.plus(life),
                                    null,
                                    null);
                    Grant stored = store.grants().insert(tx, grant);
                    return new Issued(stored.id(), minted(tx, stored, scope));
                });
    }

    /// One more token of a grant that lives; the scope is within the grant's.
    public Issued of(Grant grant, Scope scope) {
        return store.database().write(tx -> new Issued(grant.id(), minted(tx, grant, scope)));
    }

    private OAuthToken minted(Transaction tx, Grant grant, Scope scope) {
        Secret secret = Secret.random(on.random());
        MintAccess.Minted made = mint.mint(tx, new MintAccess.Order(grant, secret, scope));
        Duration life = Duration.between(on.now(), made.token().expiresAt());
        return new OAuthToken(made.text(), OAuthToken.BEARER, life.toSeconds(), null, scope);
    }

    private void ensureClient(Transaction tx, Instant now) {
        if (store.clients().find(tx, CLIENT).isEmpty()) {
            ClientMetadata metadata =
                    ClientMetadata.of("mcp-oauth command line", List.of(), "none");
            store.clients()
                    .insert(tx, new Client(CLIENT, metadata, null, "builtin", now, null, null));
        }
    }
}
