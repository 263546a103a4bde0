package dev.mcpoauth.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.store.Program.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The places that the key can be in, besides its file.
final class KeyVaultTest {
    private static final String HEX = "00112233445566778899aabbccddeeff".repeat(2);

    @TempDir Path folder;

    @Test
    void a_command_gives_the_key_of_a_store_in_hex_or_base64() {
        Path file = folder.resolve("data/db");
        try (Store store = Store.open(file.toString(), KeyVault.command("echo " + HEX))) {
            assertEquals("command", KeyVault.command("x").place());
            assertEquals(32, store.sealer().derive("x").length);
        }
        String base64 = "ABEiM0RVZneImaq7zN3u/wARIjNEVWZ3iJmqu8zd7v8=";
        try (Store again = Store.open(file.toString(), KeyVault.command("echo " + base64))) {
            assertEquals(32, again.sealer().derive("x").length);
        }
        assertFalse(java.nio.file.Files.exists(folder.resolve("key")), "no plain copy");
    }

    @Test
    void a_command_that_fails_or_prints_something_else_is_told_without_its_output() {
        KeyVault silent = KeyVault.command("echo not-the-key; exit 3");
        StoreException failed = assertThrows(StoreException.class, () -> silent.key(true));
        assertTrue(String.valueOf(failed.getMessage()).contains("status 3"));
        KeyVault wrong = KeyVault.command("echo hunter2");
        StoreException refused = assertThrows(StoreException.class, () -> wrong.key(true));
        assertFalse(String.valueOf(refused.getMessage()).contains("hunter2"));
    }

    @Test
    void a_command_that_does_not_end_is_ended_with_all_that_it_started() {
        long start = System.nanoTime();
        Outcome outcome = Program.within(1).run(List.of("/bin/sh", "-c", "sleep 50; echo x"), "");
        assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(40));
        assertEquals("", outcome.output());
        assertTrue(outcome.status() != 0);
    }

    @Test
    void the_keyring_makes_a_key_once_and_no_argument_holds_it() {
        Ring ring = new Ring();
        Keyring keyring = new Keyring("/data/db", ring);
        byte[] made = keyring.key(true);
        assertArrayEquals(made, keyring.key(false));
        String secret = KeyText.write(made);
        assertTrue(ring.entries.containsValue(secret), "stored in the keyring");
        assertFalse(String.join(" ", ring.arguments).contains(secret), "an argument is visible");
    }

    @Test
    void a_keyring_that_is_locked_or_missing_is_an_error_and_never_a_plain_file() {
        Keyring locked = new Keyring("/data/db", new Ring());
        assertThrows(StoreException.class, () -> locked.key(false));
        Keyring missing = new Keyring("/data/db", (command, input) -> new Outcome(127, ""));
        StoreException told = assertThrows(StoreException.class, () -> missing.key(true));
        assertEquals(StoreException.Kind.KEY, told.kind());
        Keyring forgetful = new Keyring("/data/db", (command, input) -> new Outcome(0, ""));
        assertThrows(StoreException.class, () -> forgetful.key(true));
    }

    /// A keyring's program that remembers, for both systems' words.
    private static final class Ring implements Program {
        final Map<String, String> entries = new HashMap<>();
        final List<String> arguments = new ArrayList<>();

        @Override
        public Outcome run(List<String> command, String input) {
            arguments.addAll(command);
            if (command.contains("store") || command.contains("add-generic-password")) {
                entries.put("key", input.lines().findFirst().orElse(""));
                return new Outcome(0, "");
            }
            String found = entries.get("key");
            return found == null ? new Outcome(1, "") : new Outcome(0, found);
        }
    }
}
