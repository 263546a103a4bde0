package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals service tokens with AES-256-GCM under the key of a file that only its owner can read.
///
/// What is sealed for one row cannot be opened in another: the row's identity is associated data.
public final class Sealer {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final byte FORMAT = 1;

    private final byte[] key;
    private final SecureRandom random = new SecureRandom();

    private Sealer(byte[] key) {
        this.key = key;
    }

    /// Reads the key; makes one first where `mayCreate` and the file is absent.
    static Sealer open(Path file, boolean mayCreate) {
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                if (!mayCreate) {
                    throw new StoreException(
                            Kind.KEY,
                            "the key file "
                                    + file
                                    + " is missing; put it back, the stored service"
                                    + " tokens cannot be read without it");
                }
                create(file);
            }
            check(file);
            byte[] key = Files.readAllBytes(file);
            if (key.length != KEY_BYTES) {
                throw new StoreException(Kind.KEY, file + " is not a key of 32 bytes");
            }
            return new Sealer(key);
        } catch (IOException e) {
            throw new StoreException(Kind.KEY, "cannot read or make the key file " + file, e);
        }
    }

    private static void check(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new StoreException(Kind.KEY, file + " is not a plain file");
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (!PosixFilePermissions.fromString("rw-------").containsAll(mode)) {
            throw new StoreException(
                    Kind.KEY, "others can read the key file; run: chmod 600 " + file);
        }
    }

    /// Complete and on disk before its name exists: nobody ever reads half a key.
    private static void create(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("the key file has no folder");
        }
        SqliteFile.makeFolder(folder);
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Path temporary = Files.createTempFile(folder, ".key", "");
        try {
            try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                out.write(ByteBuffer.wrap(key));
                out.force(true);
            }
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            // another process was faster: its key is the key, and its name must be on disk too
            check(file);
        } finally {
            Files.delete(temporary);
        }
        try (FileChannel entry = FileChannel.open(folder, StandardOpenOption.READ)) {
            entry.force(true);
        }
    }

    /// Encrypts a text for the row and column that `associated` names.
    byte[] seal(String plain, String associated) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, nonce, associated)
                            .doFinal(plain.getBytes(StandardCharsets.UTF_8));
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
            throw new StoreException(Kind.DAMAGED, "a sealed value has an unknown form");
        }
        try {
            byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE_BYTES);
            byte[] body = Arrays.copyOfRange(sealed, 1 + NONCE_BYTES, sealed.length);
            byte[] plain = cipher(Cipher.DECRYPT_MODE, nonce, associated).doFinal(body);
            return new String(plain, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new StoreException(Kind.KEY, "a sealed value cannot be opened with this key", e);
        }
    }

    /// A key for one other purpose, derived from the file's key: 32 bytes.
    public byte[] derive(String purpose) {
        return mac(key, purpose.getBytes(StandardCharsets.UTF_8));
    }

    /// HMAC-SHA256, 32 bytes.
    public static byte[] mac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String associated)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(associated.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
