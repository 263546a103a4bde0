package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.OAuthClientInfo;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.store.Client;
import java.time.Instant;
import java.util.HexFormat;

/// Makes client identifiers and secrets and stores the client.
final class Registrations {
    private static final int ID_BYTES = 16;
    private static final int SECRET_BYTES = 32;

    private final Foundation on;

    Registrations(Foundation on) {
        this.on = on;
    }

    /// A new client; the secret is in the answer and nowhere else.
    OAuthClientInfo create(ClientMetadata metadata, String origin) {
        // RFC 6749 2.3.1: letters and digits are the same raw and form-encoded
        String id = hex(ID_BYTES);
        Secret secret = metadata.isPublic() ? null : new Secret(hex(SECRET_BYTES));
        Instant now = on.now();
        byte[] hash = secret == null ? null : secret.hash();
        Client client = new Client(id, metadata, hash, origin, now, null, null);
        on.store()
                .database()
                .write(tx -> {
                    on.store().clients().insert(tx, client);
                    return true;
                });
        return new OAuthClientInfo(id, secret, null, now, metadata, null);
    }

    private String hex(int count) {
        byte[] bytes = new byte[count];
        on.random().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
