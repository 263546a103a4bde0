package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.util.List;
import java.util.Optional;

/// A key that a command prints, such as one of a password manager.
///
/// @param command run by the shell
record KeyCommand(String command) implements KeyVault {
    @Override
    public String place() {
        return "command";
    }

    /// It is never made here: the command's owner makes it.
    @Override
    public byte[] key(boolean mayCreate) {
        Program.Outcome outcome = Program.REAL.run(List.of("/bin/sh", "-c", command), "");
        if (outcome.status() != 0) {
            throw new StoreException(
                    Kind.KEY, "the key command ended with status " + outcome.status());
        }
        return KeyText.read(outcome.output(), "the key command");
    }

    @Override
    public void prepare(byte[] key) {
        throw new StoreException(
                Kind.KEY, "the key is kept by a command, which must give a new one");
    }

    @Override
    public Optional<byte[]> prepared() {
        return Optional.empty();
    }

    @Override
    public void promote() {
        throw new StoreException(Kind.KEY, "the key is kept by a command");
    }
}
