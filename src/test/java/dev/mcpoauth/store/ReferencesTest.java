package dev.mcpoauth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.store.ServiceAccounts.NewLogin;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Rows that refer to a client or an account and go with it.
final class ReferencesTest {
    private static final int LONGEST_URI = 2000;

    @TempDir Path folder;

    /// Otherwise each row that goes costs a look at all rows of the table that may refer to it.
    @Test
    void whatever_goes_with_another_row_is_found_by_an_index() {
        try (Store store = Backend.SQLITE.open(folder)) {
            List<String> without =
                    store.database()
                            .read(tx ->
                                    tx.all(
                                            """
                                            SELECT t.name || '.' || f."from"
                                            FROM sqlite_master t, pragma_foreign_key_list(t.name) f
                                            WHERE t.type = 'table' AND NOT EXISTS (
                                                SELECT 1 FROM pragma_index_list(t.name) i,
                                                    pragma_index_info(i.name) c
                                                WHERE c.seqno = 0 AND c.name = f."from")
                                            """,
                                            row -> row.getString(1)));
            assertEquals(List.of(), without);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_answer_of_the_longest_texts_is_remembered(Backend backend) {
        ClientMetadata said = ClientMetadata.of("n", List.of(), "none");
        String client = text(1, 1000);
        Client registered = new Client(client, said, null, "cimd", Instant.EPOCH, null, null);
        Consents.Consent asked =
                new Consents.Consent(
                        "1",
                        "demo:42",
                        client,
                        text(2, LONGEST_URI),
                        text(3, LONGEST_URI),
                        "demo",
                        Scope.of("a"),
                        Instant.EPOCH);
        try (Store store = backend.open(folder)) {
            store.database()
                    .write(tx -> {
                        store.clients().insert(tx, registered);
                        store.consents().remember(tx, asked);
                        return true;
                    });
            assertTrue(
                    store.database().look(tx -> store.consents().covering(tx, asked)).isPresent());
        }
    }

    /// No constraint of the table sees to it.
    @ParameterizedTest
    @EnumSource
    void answers_of_one_user_at_once_are_one_answer(Backend backend) throws Exception {
        ClientMetadata said = ClientMetadata.of("n", List.of(), "none");
        try (Store store = backend.open(folder);
                ExecutorService logins = Executors.newCachedThreadPool()) {
            Client client = new Client("c", said, null, "cli", Instant.EPOCH, null, null);
            store.database()
                    .write(tx -> {
                        store.clients().insert(tx, client);
                        return true;
                    });
            for (int round = 0; round < 5; round++) {
                String subject = "s" + round;
                List<Callable<Boolean>> all =
                        Stream.of("a", "b", "c", "d")
                                .<Callable<Boolean>>map(scope ->
                                        () ->
                                                store.database()
                                                        .write(tx ->
                                                                login(store, tx, subject, scope)))
                                .toList();
                for (Future<Boolean> each : logins.invokeAll(all)) {
                    assertTrue(each.get());
                }
            }
            List<Consents.Consent> found = store.database().read(store.consents()::list);
            assertEquals(5, found.size());
            assertTrue(
                    found.stream().allMatch(each -> each.scope().covers(Scope.parse("a b c d"))));
        }
    }

    private static boolean login(Store store, Transaction tx, String subject, String scope) {
        ServiceToken token = AccountSteps.token(scope, null);
        store.accounts().link(tx, new NewLogin("p", UserInfo.of(subject), token, Instant.EPOCH));
        String id = subject + scope;
        Scope allowed = Scope.of(scope);
        store.consents()
                .remember(
                        tx,
                        new Consents.Consent(
                                id, "p:" + subject, "c", "u", "r", "p", allowed, Instant.EPOCH));
        return true;
    }

    /// Of letters that do not become fewer when they are packed.
    private static String text(long seed, int length) {
        return new Random(seed)
                .ints(length, 'a', 'z' + 1)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }
}
