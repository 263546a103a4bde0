package dev.mcpoauth.gateway;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Binds the session identifiers of a server to the user and the client that began the session.
///
/// The client gets `ID.SEAL`; the seal is an HMAC over the identifier, the user and the client.
/// Nothing is kept, so it holds after a restart and over several brokers with one key. A stolen
/// identifier is of no use to another user or client (MCP security best practices, "session
/// hijacking").
final class SessionSeal {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SEAL_BYTES = 16;

    private final SecretKeySpec key;
    private final String resource;

    SessionSeal(byte[] key, String resource) {
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.resource = resource;
    }

    /// What the client is told.
    String seal(String id, String owner) {
        return id + "." + mark(id, owner);
    }

    /// The server's identifier; empty when the session is another user's or nobody's.
    Optional<String> open(String sealed, String owner) {
        int dot = sealed.lastIndexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String id = sealed.substring(0, dot);
        byte[] expected = mark(id, owner).getBytes(StandardCharsets.US_ASCII);
        byte[] shown = sealed.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, shown) ? Optional.of(id) : Optional.empty();
    }

    private String mark(String id, String owner) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            // no part can hold the separator: it is no visible character
            byte[] whole =
                    mac.doFinal(
                            (resource + "\n" + owner + "\n" + id).getBytes(StandardCharsets.UTF_8));
            byte[] part = new byte[SEAL_BYTES];
            System.arraycopy(whole, 0, part, 0, SEAL_BYTES);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(part);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
