package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.util.Base64;
import java.util.HexFormat;

/// A key as text, for places that cannot hold bytes.
final class KeyText {
    private KeyText() {}

    static String write(byte[] key) {
        return Base64.getEncoder().encodeToString(key);
    }

    /// Reads base64 or hex; the refusal never quotes the text.
    static byte[] read(String text, String origin) {
        String line = text.strip();
        byte[] key;
        try {
            key =
                    line.length() == 2 * KeyVault.KEY_BYTES
                            ? HexFormat.of().parseHex(line)
                            : Base64.getDecoder().decode(line.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            key = new byte[0];
        }
        if (key.length != KeyVault.KEY_BYTES) {
            throw new StoreException(
                    Kind.KEY, origin + " did not give a key of 32 bytes in base64 or hex");
        }
        return key;
    }
}
