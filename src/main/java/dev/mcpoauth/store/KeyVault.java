package dev.mcpoauth.store;

import java.nio.file.Path;
import java.util.Optional;

/// Where the key that seals service tokens is kept between runs.
public interface KeyVault {
    /// The length of a key.
    int KEY_BYTES = 32;

    /// The key; makes one first where `mayCreate` and none is there; throws [StoreException].
    byte[] key(boolean mayCreate);

    /// Where it is, for people: `file ~/.config/mcp-oauth/key`.
    String place();

    /// Keeps the key that is to replace this one, durably and beside it; throws [StoreException]
    /// where somebody else keeps the key.
    void prepare(byte[] key);

    /// The key that was prepared and has not taken its place yet.
    Optional<byte[]> prepared();

    /// Puts the prepared key in this one's place, in one step.
    void promote();

    /// A file that only its owner can read.
    static KeyVault file(Path file) {
        return new KeyFile(file);
    }

    /// What a shell command prints: a key of 32 bytes in base64 or hex.
    static KeyVault command(String command) {
        return new KeyCommand(command);
    }

    /// The operating system's keyring, under this name.
    static KeyVault keyring(String name) {
        return new Keyring(name, Program.REAL);
    }
}
