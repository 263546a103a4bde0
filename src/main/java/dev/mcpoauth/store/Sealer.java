package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals service tokens with AES-256-GCM under the key of a [KeyVault].
///
/// What is sealed for one row cannot be opened in another: the row's identity is associated data.
public final class Sealer {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final byte FORMAT = 1;

    private final byte[] key;

    /// Ciphers that nobody uses at the moment: making one takes longer than sealing a short text.
    private final Queue<Cipher> idle = new ConcurrentLinkedQueue<>();

    /// Made by the first value that is sealed: it costs as much as opening one.
    private static final class Nonces {
        private static final SecureRandom RANDOM = new SecureRandom();
    }

    private Sealer(byte[] key) {
        this.key = key;
    }

    /// A sealer with the vault's key; makes the key first where `mayCreate` and there is none.
    static Sealer open(KeyVault vault, boolean mayCreate) {
        return new Sealer(vault.key(mayCreate));
    }

    /// A sealer with this key.
    static Sealer of(byte[] key) {
        return new Sealer(key.clone());
    }

    /// Encrypts a text for the row and column that `associated` names.
    byte[] seal(String plain, String associated) {
        byte[] nonce = new byte[NONCE_BYTES];
        Nonces.RANDOM.nextBytes(nonce);
        try {
            byte[] text = plain.getBytes(StandardCharsets.UTF_8);
            byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, associated, text);
            return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                    .put(FORMAT)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed", e);
        }
    }

    /// Decrypts what was sealed for the same row and column; throws [StoreException] otherwise.
    String unseal(byte[] sealed, String associated) {
        if (sealed.length < 1 + NONCE_BYTES || sealed[0] != FORMAT) {
            throw new StoreException(Kind.SEALED, "a sealed value has an unknown form");
        }
        try {
            byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE_BYTES);
            byte[] body = Arrays.copyOfRange(sealed, 1 + NONCE_BYTES, sealed.length);
            byte[] plain = run(Cipher.DECRYPT_MODE, nonce, associated, body);
            return new String(plain, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new StoreException(
                    Kind.SEALED, "a sealed value cannot be opened with this key", e);
        }
    }

    /// Gets the cipher ready, which takes long only the first time.
    void prepare() {
        try {
            idle.add(ready(Cipher.DECRYPT_MODE, new byte[NONCE_BYTES], ""));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /// A key for one other purpose, derived from the file's key: 32 bytes.
    public byte[] derive(String purpose) {
        return mac(key, purpose.getBytes(StandardCharsets.UTF_8));
    }

    /// Whether a store with this check value is sealed with this key.
    boolean passes(byte[] check) {
        return MessageDigest.isEqual(check, derive(Store.CHECK));
    }

    /// HMAC-SHA256, 32 bytes.
    public static byte[] mac(byte[] key, byte[] message) {
        return keyed(key).doFinal(message);
    }

    /// HMAC-SHA256 that has this key; one thread may use it at a time.
    public static Mac keyed(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private byte[] run(int mode, byte[] nonce, String associated, byte[] text)
            throws GeneralSecurityException {
        Cipher cipher = ready(mode, nonce, associated);
        byte[] result = cipher.doFinal(text);
        idle.add(cipher);
        return result;
    }

    private Cipher ready(int mode, byte[] nonce, String associated)
            throws GeneralSecurityException {
        Cipher kept = idle.poll();
        Cipher cipher = kept == null ? Cipher.getInstance("AES/GCM/NoPadding") : kept;
        // no source of random bytes: the nonce is given
        cipher.init(
                mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce), null);
        cipher.updateAAD(associated.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
