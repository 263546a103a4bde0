package dev.mcpoauth.oauth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// A random value that its holder must keep: shown once to its owner, stored only as a hash.
///
/// @param value the text; `toString` hides it
public record Secret(String value) {
    private static final int BYTES = 32;

    /// A new 256-bit secret as 43 characters of base64url.
    public static Secret random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return of(bytes);
    }

    /// The secret whose text is these bytes in base64url without padding.
    public static Secret of(byte[] bytes) {
        return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /// SHA-256 of the text: what the store keeps.
    public byte[] hash() {
        return sha256(value);
    }

    /// True when the hash of this secret is `hash`; takes the same time for every wrong secret.
    public boolean hashesTo(byte[] hash) {
        return MessageDigest.isEqual(hash(), hash);
    }

    /// SHA-256 of the UTF-8 text, 32 bytes.
    public static byte[] sha256(String text) {
        try {
            // a copy: to ask Java for a new one takes longer than the hash itself
            MessageDigest digest = (MessageDigest) Sha256.FRESH.clone();
            return digest.digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("every JDK's SHA-256 can be copied", e);
        }
    }

    /// Looked for when the first text is hashed.
    private static final class Sha256 {
        /// Nobody feeds it: it is only copied.
        private static final MessageDigest FRESH = find();

        private static MessageDigest find() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }

    /// Hides the value.
    @Override
    public String toString() {
        return "Secret[hidden]";
    }
}
