package dev.mcpoauth.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.store.StoreException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What holds for the database file and the key file.
final class SqliteFileTest {
    @TempDir Path folder;
    private Path file;
    private Path key;

    @BeforeEach
    void paths() {
        file = folder.resolve("data/mcp-oauth.db");
        key = folder.resolve("config/key");
    }

    @Test
    void files_are_for_their_owner_only() throws IOException {
        try (Store store = open()) {
            assertFalse(store.database().read(tx -> store.clients().find(tx, "x")).isPresent());
            for (Path each : List.of(file, key)) {
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(each)));
            }
        }
    }

    @Test
    void another_key_a_missing_key_and_a_shared_key_are_refused() throws IOException {
        open().close();
        byte[] right = Files.readAllBytes(key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(Kind.KEY);
        Files.delete(key);
        assertRefused(Kind.KEY);
        assertFalse(Files.exists(key), "no new key is made for an old database");
        Files.write(key, new byte[32]);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        assertRefused(Kind.KEY);
        Files.write(key, right);
        open().close();
    }

    @Test
    void a_damaged_file_is_refused_and_left_as_it_is() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        byte[] garbage =
                "this is no database at all, however long it is"
                        .repeat(99)
                        .getBytes(StandardCharsets.UTF_8);
        Files.write(file, garbage);
        assertRefused(Kind.DAMAGED);
        assertArrayEquals(garbage, Files.readAllBytes(file));
    }

    @Test
    void a_newer_schema_is_refused() throws Exception {
        open().close();
        SqliteFile.connect(file).execute("PRAGMA user_version = 99");
        assertRefused(Kind.NEWER_SCHEMA);
    }

    @Test
    void a_database_of_another_program_is_refused() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        try (Transaction other = SqliteFile.connect(file)) {
            other.execute("CREATE TABLE theirs (x)");
        }
        assertRefused(Kind.DAMAGED);
    }

    @Test
    void a_linked_key_is_refused() throws IOException {
        open().close();
        Path moved = Files.move(key, folder.resolve("elsewhere"));
        Files.createSymbolicLink(key, moved);
        assertRefused(Kind.KEY);
    }

    @Test
    void service_tokens_cannot_be_read_in_the_files() throws IOException {
        try (Store store = open()) {
            store.database().write(tx -> store.accounts().link(tx, login()));
            try (var files = Files.list(folder.resolve("data"))) {
                for (Path each : files.toList()) {
                    String raw = Files.readString(each, StandardCharsets.ISO_8859_1);
                    assertFalse(raw.contains("plain-"), each + " holds a token");
                }
            }
        }
    }

    private void assertRefused(Kind kind) {
        assertEquals(kind, assertThrows(StoreException.class, this::open).kind());
    }

    private Store open() {
        return Store.open(file, key);
    }

    private static ServiceAccounts.NewLogin login() {
        ServiceToken token =
                new ServiceToken(
                        "plain-access",
                        "Bearer",
                        "plain-refresh",
                        null,
                        null,
                        Scope.NONE,
                        Map.of());
        return new ServiceAccounts.NewLogin("demo", UserInfo.of("42"), token, Instant.EPOCH);
    }
}
