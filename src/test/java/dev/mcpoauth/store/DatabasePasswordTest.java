package dev.mcpoauth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The password of a PostgreSQL server that really asks for one.
final class DatabasePasswordTest {
    private static final String PASSWORD = "it's a secret";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path folder;

    @Test
    void a_file_or_a_command_opens_a_database_that_asks_for_a_password() throws Exception {
        String url = locked();
        Path file = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        KeyVault key = KeyVault.file(folder.resolve("key"));
        DatabasePassword fromFile = new DatabasePassword(file.toString(), "");
        try (Store store = Store.open(url, fromFile, key, PATIENCE)) {
            assertTrue(store.probe());
        }
        DatabasePassword fromCommand = new DatabasePassword("", "cat '" + file + "'");
        try (Store store = Store.open(url, fromCommand, key, PATIENCE)) {
            assertTrue(store.probe());
        }
        DatabasePassword wrong = new DatabasePassword("", "echo wrong-word");
        StoreException refused =
                assertThrows(
                        StoreException.class, () -> Store.open(url, wrong, key, PATIENCE).close());
        assertEquals(StoreException.Kind.REFUSED, refused.kind());
        assertTrue(said(refused).contains("password authentication failed"), said(refused));
        assertFalse(said(refused).contains("wrong-word"), said(refused));
    }

    @Test
    void a_password_that_is_changed_meanwhile_counts_for_the_next_connections() throws Exception {
        String url = locked();
        Path file = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        KeyVault key = KeyVault.file(folder.resolve("key"));
        DatabasePassword source = new DatabasePassword("", "cat '" + file + "'");
        try (Store store = Store.open(url, source, key, PATIENCE);
                Connection connection = Backend.administrator().getConnection();
                Statement statement = connection.createStatement()) {
            Files.writeString(file, "another word\n");
            statement.execute("ALTER ROLE locked PASSWORD 'another word'");
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE usename = 'locked'");
            assertTrue(store.probe());
        }
    }

    /// A role that has a password, and a server that wants it from this role.
    private static String locked() throws Exception {
        try (Connection connection = Backend.administrator().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS locked CASCADE");
            statement.execute("DROP ROLE IF EXISTS locked");
            statement.execute(
                    "CREATE ROLE locked LOGIN PASSWORD '" + PASSWORD.replace("'", "''") + "'");
            statement.execute("CREATE SCHEMA locked AUTHORIZATION locked");
            try (var row = statement.executeQuery("SHOW hba_file")) {
                row.next();
                Path rules = Path.of(row.getString(1));
                String rule = "host all locked 127.0.0.1/32 scram-sha-256\n";
                Files.writeString(rules, rule + Files.readString(rules));
            }
            statement.execute("SELECT pg_reload_conf()");
            String url = connection.getMetaData().getURL().replaceFirst("\\?.*", "");
            String host = url.replace("localhost", "127.0.0.1");
            return host + "?user=locked&currentSchema=locked";
        }
    }

    @Test
    void a_file_that_others_can_read_an_empty_one_and_a_command_that_fails_are_refused()
            throws Exception {
        Path file = Files.writeString(folder.resolve("password"), PASSWORD);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertTrue(refusal(file.toString(), "").contains("chmod 600"));
        Files.writeString(file, "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertTrue(refusal(file.toString(), "").contains("gives no password"));
        assertTrue(refusal(folder.resolve("none").toString(), "").contains("cannot read"));
        assertEquals("the password command ended with status 3", refusal("", "exit 3"));
        assertEquals("p", DatabasePassword.USUAL.read(Map.of("PGPASSWORD", "p")));
    }

    private static String refusal(String file, String command) {
        DatabasePassword password = new DatabasePassword(file, command);
        return said(assertThrows(StoreException.class, () -> password.read(Map.of())));
    }

    private static String said(StoreException e) {
        return String.valueOf(e.getMessage());
    }
}
