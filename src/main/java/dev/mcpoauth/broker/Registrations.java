package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.OAuthClientInfo;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.oauth.SplitToken;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.Transaction;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes client identifiers, secrets and registration access tokens, and stores the client.
final class Registrations {
    private static final int ID_BYTES = 16;
    private static final int SECRET_BYTES = 32;

    private final Foundation on;
    private final UnusedClients unused;

    Registrations(Foundation on) {
        this.on = on;
        this.unused = new UnusedClients(on);
    }

    /// A new client; its secrets are in the answer and nowhere else. One that registered itself
    /// gets a registration access token, and the oldest ones that nobody used make room for it.
    OAuthClientInfo create(ClientMetadata metadata, String origin) {
        // RFC 6749 2.3.1: letters and digits are the same raw and form-encoded
        String id = hex(ID_BYTES);
        Secret secret = metadata.hasSecret() ? new Secret(hex(SECRET_BYTES)) : null;
        Secret manages = origin.equals("dcr") ? manages() : null;
        Instant now = on.now();
        Client client = new Client(id, metadata, hash(secret), origin, now, null, hash(manages));
        unused.add(tx -> {
            on.store().clients().insert(tx, client);
            return true;
        });
        return new OAuthClientInfo(id, secret, null, now, metadata, manages);
    }

    /// The client with new metadata in place of the old. RFC 7592 2.2.
    ///
    /// A client that needs a secret and has none gets one; one that needs none any more loses it.
    /// The registration access token stays: one that is lost with an answer locks the client out.
    /// Empty when the client is gone. What a request has read of it before is not used: its secret
    /// may have been rotated since.
    Optional<OAuthClientInfo> update(String id, ClientMetadata metadata) {
        return on.store()
                .database()
                .write(tx ->
                        on.store().clients().find(tx, id).map(old -> update(tx, old, metadata)));
    }

    private OAuthClientInfo update(Transaction tx, Client old, ClientMetadata metadata) {
        boolean fresh = metadata.hasSecret() && old.secretHash() == null;
        Secret secret = fresh ? new Secret(hex(SECRET_BYTES)) : null;
        boolean keeps = metadata.hasSecret() && !fresh;
        Instant end = keeps ? old.secretExpiresAt() : null;
        Client client =
                new Client(
                        old.id(),
                        metadata,
                        keeps ? old.secretHash() : hash(secret),
                        old.origin(),
                        old.createdAt(),
                        end,
                        old.registrationHash());
        on.store().clients().update(tx, client);
        return new OAuthClientInfo(old.id(), secret, end, old.createdAt(), metadata, null);
    }

    // RFC 7592 1.1: the registration access token manages this one registration
    private Secret manages() {
        Secret random = Secret.random(on.random());
        return new Secret(new SplitToken(SplitToken.Kind.REGISTRATION, 1, random).text());
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
