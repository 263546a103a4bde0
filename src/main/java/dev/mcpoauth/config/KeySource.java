package dev.mcpoauth.config;

import java.nio.file.Path;

/// Where the key that seals service tokens comes from.
public sealed interface KeySource {
    /// A file that only its owner can read; made on the first start.
    ///
    /// @param file the file
    record InFile(Path file) implements KeySource {}

    /// What a command prints, for password managers: 32 bytes in base64 or hex.
    ///
    /// @param command run by the shell; it may ask the person
    record FromCommand(String command) implements KeySource {}

    /// The keyring of the operating system, by its own program; made on the first start.
    ///
    /// @param database the name under which the keyring has it
    record InKeyring(String database) implements KeySource {}
}
