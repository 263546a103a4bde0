package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpoauth.RawHttp.Answer;
import dev.mcpoauth.config.KeySource;
import dev.mcpoauth.store.Backend;
import dev.mcpoauth.store.KeyVault;
import dev.mcpoauth.store.Rekey;
import dev.mcpoauth.store.Store;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A broker whose database got another key while it runs.
final class OtherKeyTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource(Backend.class)
    void no_client_hears_that_its_login_has_ended(Backend backend) {
        String database = backend.database(folder);
        try (LiveBroker broker = LiveBroker.start(folder, Map.of("database", database))) {
            RawClient client = RawClient.of(broker);
            RawClient.Members tokens = client.tokens(Map.of());
            rekey(database, ((KeySource.InFile) broker.settings().key()).file());
            assertUnavailable(client.call(tokens.get("access_token")));
            assertUnavailable(client.refresh(tokens.get("refresh_token"), Map.of()));
            assertUnavailable(client.refresh(tokens.get("refresh_token"), Map.of()));
        }
        try (LiveBroker again = LiveBroker.start(folder, Map.of("database", database))) {
            assertEquals(1, again.store().database().read(again.store().accounts()::list).size());
        }
    }

    private static void rekey(String database, Path key) {
        KeyVault vault = KeyVault.file(key);
        try (Store store = Store.open(database, vault)) {
            new Rekey(store, (table, rows, all) -> {}).run(vault);
        }
    }

    private static void assertUnavailable(Answer answer) {
        assertEquals(503, answer.status(), answer::toString);
    }
}
