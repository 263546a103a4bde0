package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/// The operating system's keyring, by the program that comes with it: `secret-tool` or `security`.
///
/// A keyring that cannot be reached is an error: nothing falls back to a plain file by itself.
///
/// @param name the entry's name
/// @param program runs the keyring's program
record Keyring(String name, Program program) implements KeyVault {
    private static final int NO_PROGRAM = 127;
    private static final String ENTRY = "mcp-oauth";

    @Override
    public String place() {
        return "keyring";
    }

    @Override
    public byte[] key(boolean mayCreate) {
        Program.Outcome found = look();
        if (found.status() == NO_PROGRAM) {
            throw new StoreException(
                    Kind.KEY,
                    mac()
                            ? "the program security of macOS is missing"
                            : "secret-tool is missing; install it (package libsecret-tools)");
        }
        if (found.status() == 0 && !found.output().isBlank()) {
            return KeyText.read(found.output(), "the keyring");
        }
        if (!mayCreate) {
            throw new StoreException(
                    Kind.KEY,
                    "the keyring has no key for " + name + ", or it is locked; unlock it");
        }
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        put(key);
        return key;
    }

    @Override
    public void prepare(byte[] key) {
        next().put(key);
    }

    @Override
    public Optional<byte[]> prepared() {
        Program.Outcome found = next().look();
        return found.status() == 0 && !found.output().isBlank()
                ? Optional.of(KeyText.read(found.output(), "the keyring"))
                : Optional.empty();
    }

    /// The prepared entry stays: it is the same key then, and the next change replaces it.
    @Override
    public void promote() {
        put(next().key(false));
    }

    private Keyring next() {
        return new Keyring(name + " (next)", program);
    }

    /// Stores the key and reads it back before anybody trusts it.
    void put(byte[] key) {
        String text = KeyText.write(key);
        Program.Outcome stored =
                mac()
                        // "-w" last and without a value reads the secret from the input, twice
                        ? program.run(
                                List.of(
                                        "security",
                                        "add-generic-password",
                                        "-U",
                                        "-s",
                                        ENTRY,
                                        "-a",
                                        name,
                                        "-w"),
                                text + "\n" + text + "\n")
                        : program.run(
                                List.of(
                                        "secret-tool",
                                        "store",
                                        "--label=mcp-oauth key",
                                        "service",
                                        ENTRY,
                                        "database",
                                        name),
                                text);
        if (stored.status() != 0 || !look().output().strip().equals(text)) {
            throw new StoreException(Kind.KEY, "the keyring did not keep the key");
        }
    }

    private Program.Outcome look() {
        return mac()
                ? program.run(
                        List.of("security", "find-generic-password", "-s", ENTRY, "-a", name, "-w"),
                        "")
                : program.run(
                        List.of("secret-tool", "lookup", "service", ENTRY, "database", name), "");
    }

    private static boolean mac() {
        return System.getProperty("os.name", "").startsWith("Mac");
    }
}
