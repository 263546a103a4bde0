package dev.mcpoauth.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.provider.ProviderFault;
import dev.mcpoauth.provider.Providers;
import dev.mcpoauth.provider.ServiceHttp;
import dev.mcpoauth.store.ProviderSecrets.Credentials;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.store.StoreException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trouble with what the store knows of the broker at its services, when providers are made.
final class StoredCredentialsTest {
    private static final Map<String, Object> SERVICE =
            Map.of("authorize_url", "https://a.example/a", "token_url", "https://a.example/t");

    @TempDir private Path folder;
    private Store store;
    private Foundation on;
    private ServiceHttp http;

    @BeforeEach
    void two_providers() {
        Settings settings =
                new SettingsReader(Map.of(), folder)
                        .read(new Overrides(null, folder.toString(), Map.of()));
        store = Foundation.store(settings);
        on = new Foundation(settings, store, InstantSource.system(), new SecureRandom());
        http = new ServiceHttp(Duration.ofSeconds(1));
        store.database()
                .write(tx -> {
                    for (String name : Set.of("acme", "other")) {
                        store.secrets().put(tx, new Credentials(name, "id", new Secret("s3cret")));
                    }
                    return true;
                });
    }

    @AfterEach
    void close() {
        http.close();
        store.close();
    }

    @Test
    void a_sealed_secret_that_does_not_open_breaks_its_provider_only() throws Exception {
        write("UPDATE provider_secrets SET sealed_secret = x'00' WHERE provider = 'acme'");

        Providers.Built built = build();

        assertEquals(Set.of("other"), built.working().keySet());
        assertEquals(
                Map.of(
                        "acme",
                        ProviderFault.broken(
                                "its stored secret cannot be opened",
                                "mcp-oauth provider credentials acme --client-id ID"
                                        + " --client-secret-stdin")),
                built.broken());
    }

    @Test
    void a_secret_moved_to_another_provider_does_not_open_there() throws Exception {
        write(
                """
                UPDATE provider_secrets SET sealed_secret =
                (SELECT sealed_secret FROM provider_secrets WHERE provider = 'acme')
                """);

        assertEquals(Set.of("acme"), build().working().keySet());
    }

    @Test
    void a_store_that_cannot_be_read_ends_the_start() throws Exception {
        write("ALTER TABLE provider_secrets RENAME TO gone");

        StoreException e = assertThrows(StoreException.class, this::build);

        assertTrue(String.valueOf(e.getMessage()).contains("cannot be used"), e.getMessage());
    }

    private Providers.Built build() {
        return new Providers(on.settings().issuer(), http, on.clock())
                .build(
                        Map.of("acme", SERVICE, "other", SERVICE),
                        new DurableTokenStore(on, new ServiceRefresh(on)),
                        on::credentials);
    }

    private void write(String sql) throws SQLException {
        try (var file = DriverManager.getConnection("jdbc:sqlite:" + store.database().place());
                var statement = file.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
