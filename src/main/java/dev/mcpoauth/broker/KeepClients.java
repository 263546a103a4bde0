package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.OAuthClientInfo;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.Store;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The MCP clients as the operator keeps them: registered under a chosen id, changed, given a new
/// secret, removed. Secrets are in the answer and nowhere else.
public final class KeepClients {
    private static final int ID_BYTES = 16;
    private static final int SECRET_BYTES = 32;

    private final Foundation on;
    private final Store store;

    KeepClients(Foundation on) {
        this.on = on;
        this.store = on.store();
    }

    /// A client to register.
    ///
    /// @param id its id; empty lets one be made
    /// @param metadata what it is
    /// @param secretExpiresAt when its secret dies; null means never
    /// @param resources the MCP servers that it is limited to; none means all
    public record Wanted(
            String id,
            ClientMetadata metadata,
            @Nullable Instant secretExpiresAt,
            List<String> resources) {
        /// Copies the list.
        public Wanted {
            resources = List.copyOf(resources);
        }
    }

    /// Registers it; empty when the id is taken, or when a client is there already that is the
    /// `same`, of which no second one is made.
    public Optional<OAuthClientInfo> register(Wanted wanted, Optional<Predicate<Client>> same) {
        // RFC 6749 2.3.1: letters and digits are the same raw and form-encoded
        String id = wanted.id().isEmpty() ? hex(ID_BYTES) : wanted.id();
        Secret secret = wanted.metadata().isPublic() ? null : new Secret(hex(SECRET_BYTES));
        Instant end = secret == null ? null : wanted.secretExpiresAt();
        Instant now = on.now();
        Client client = new Client(id, wanted.metadata(), hash(secret), "cli", now, end, null);
        boolean added =
                store.database()
                        .write(tx -> {
                            same.ifPresent(which -> store.clients().alone(tx));
                            if (store.clients().find(tx, id).isPresent()
                                    || same.filter(which ->
                                                    store.clients().list(tx).stream()
                                                            .anyMatch(which))
                                            .isPresent()) {
                                return false;
                            }
                            store.clients().insert(tx, client);
                            store.resources().put(tx, id, wanted.resources());
                            return true;
                        });
        return added
                ? Optional.of(new OAuthClientInfo(id, secret, end, now, wanted.metadata(), null))
                : Optional.empty();
    }

    /// Replaces what is known of a client; empty when there is none.
    public Optional<Client> update(String id, UnaryOperator<ClientMetadata> change) {
        return store.database()
                .write(tx -> {
                    Optional<Client> found = store.clients().find(tx, id);
                    if (found.isEmpty()) {
                        return found;
                    }
                    Client old = found.get();
                    Client changed =
                            new Client(
                                    old.id(),
                                    change.apply(old.metadata()),
                                    old.secretHash(),
                                    old.origin(),
                                    old.createdAt(),
                                    old.secretExpiresAt(),
                                    old.registrationHash());
                    store.clients().update(tx, changed);
                    return Optional.of(changed);
                });
    }

    /// Limits a client to these MCP servers, or lifts the limit when there are none; its logins go
    /// on.
    public void limit(String id, List<String> resources) {
        store.database()
                .write(tx -> {
                    store.resources().put(tx, id, resources);
                    return true;
                });
    }

    /// Gives a confidential client a new secret; the old one is dead at once. Empty when there is
    /// no such client or it holds no secret.
    public Optional<OAuthClientInfo> rotateSecret(String id, @Nullable Instant end) {
        Secret secret = new Secret(hex(SECRET_BYTES));
        return store.database()
                .write(tx -> {
                    Optional<Client> found =
                            store.clients().find(tx, id).filter(c -> c.secretHash() != null);
                    if (found.isEmpty()) {
                        return Optional.empty();
                    }
                    Client old = found.get();
                    store.clients()
                            .update(
                                    tx,
                                    new Client(
                                            id,
                                            old.metadata(),
                                            secret.hash(),
                                            old.origin(),
                                            old.createdAt(),
                                            end,
                                            old.registrationHash()));
                    return Optional.of(
                            new OAuthClientInfo(
                                    id, secret, end, old.createdAt(), old.metadata(), null));
                });
    }

    /// Removes a client with its logins and all their tokens; false when there is none.
    public boolean delete(String id) {
        return store.database().write(tx -> store.clients().delete(tx, id));
    }

    private static byte @Nullable [] hash(@Nullable Secret secret) {
        return secret == null ? null : secret.hash();
    }

    private String hex(int count) {
        byte[] bytes = new byte[count];
        on.random().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
