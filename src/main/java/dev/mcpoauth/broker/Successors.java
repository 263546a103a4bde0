package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.store.RefreshTokens.RefreshToken;
import dev.mcpoauth.store.Sealer;
import java.nio.charset.StandardCharsets;
import javax.crypto.Mac;

/// The secrets of the tokens that follow a refresh token: made of the hash of that one, so that its
/// repeat within the grace period gets the same again and the store keeps none of them.
final class Successors {
    private static final byte[] ACCESS = "at".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REFRESH = "rt".getBytes(StandardCharsets.US_ASCII);

    /// Never used itself: its copies have the key ready, which takes as long as the rest.
    private final Mac keyed;

    Successors(byte[] key) {
        keyed = Sealer.keyed(key);
    }

    /// The secret of the access token.
    Secret access(RefreshToken old) {
        return secret(old, ACCESS);
    }

    /// The secret of the next refresh token.
    Secret refresh(RefreshToken old) {
        return secret(old, REFRESH);
    }

    private Secret secret(RefreshToken old, byte[] purpose) {
        try {
            Mac mac = (Mac) keyed.clone();
            mac.update(old.hash());
            return Secret.of(mac.doFinal(purpose));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's own can be copied", e);
        }
    }
}
