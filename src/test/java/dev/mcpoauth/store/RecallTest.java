package dev.mcpoauth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.store.AccessTokens.Granted;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What is remembered of a database, and that it is never older than the database.
@ParameterizedClass
@EnumSource(Backend.class)
final class RecallTest {
    private final Backend backend;
    @TempDir Path folder;
    private String database;

    RecallTest(Backend backend) {
        this.backend = backend;
    }

    @BeforeEach
    void place() {
        database = backend.database(folder);
    }

    @Test
    void a_look_is_one_statement() {
        try (Store store = open()) {
            Database.Work<Boolean> one = tx -> store.clients().find(tx, "c").isPresent();
            assertFalse(store.database().look(one));
            assertFalse(store.database().look(one), "each look begins to count anew");
            // two statements outside a transaction could see two states of the database
            Database.Work<Boolean> two = tx -> store.clients().list(tx).isEmpty() && one.in(tx);
            assertThrows(IllegalStateException.class, () -> store.database().look(two));
            assertFalse(store.database().read(two));
        }
    }

    @Test
    void what_is_recalled_is_never_older_than_the_database() throws Exception {
        try (Store store = open();
                Store other = open()) {
            Database.Asked asked = new Database.Asked("clients", "c");
            Database.Work<List<String>> names =
                    tx -> store.clients().list(tx).stream().map(Client::id).toList();
            assertEquals(List.of(), store.database().recall(asked, names));
            insert(store, "own");
            assertEquals(List.of("own"), store.database().recall(asked, names));
            for (int i = 0; i < 20; i++) {
                insert(i % 2 == 0 ? other : store, "client" + i);
                int size = store.database().recall(asked, names).size();
                assertEquals(2 + i, size, "a commit of anybody is seen at once");
                assertEquals(size, store.database().recall(asked, names).size());
            }
        }
    }

    @Test
    void a_question_that_is_new_hides_no_commit_from_one_that_was_asked_before() {
        Database.Asked old = new Database.Asked("clients", "old");
        Database.Asked fresh = new Database.Asked("clients", "fresh");
        try (Store store = open();
                Store other = open()) {
            Database.Work<Integer> size = tx -> store.clients().list(tx).size();
            assertEquals(0, store.database().recall(old, size));
            insert(other, "one");
            assertEquals(1, store.database().recall(fresh, size));
            assertEquals(1, store.database().recall(old, size));
            insert(other, "two");
            assertEquals(2, store.database().recall(fresh, size));
            assertEquals(2, store.database().recall(old, size));
        }
    }

    @Test
    void what_nobody_changed_is_read_once_where_that_can_be_told() {
        AtomicInteger reads = new AtomicInteger();
        Database.Asked asked = new Database.Asked("clients", "all");
        Database.Work<Integer> size =
                tx -> {
                    reads.incrementAndGet();
                    return new Clients().list(tx).size();
                };
        try (Store store = open()) {
            insert(store, "one");
            assertEquals(1, store.database().recall(asked, size));
            assertEquals(1, store.database().recall(asked, size));
            assertEquals(backend == Backend.SQLITE ? 1 : 2, reads.get());
            assertTrue(store.clients().recall(store.database(), "two").isEmpty());
            insert(store, "two");
            assertEquals(2, store.database().recall(asked, size));
            assertTrue(store.clients().recall(store.database(), "two").isPresent());
        }
    }

    @Test
    void what_lasts_is_read_again_when_anybody_changed_it_and_not_when_a_token_came() {
        AtomicInteger reads = new AtomicInteger();
        Database.Asked asked = new Database.Asked("clients", "one");
        Database.Work<Optional<String>> origin =
                tx -> {
                    reads.incrementAndGet();
                    return new Clients().find(tx, "one").map(Client::origin);
                };
        try (Store store = open();
                Store other = open()) {
            assertTrue(recalled(store, asked, origin).isEmpty());
            insert(other, "one");
            assertEquals(Optional.of("cli"), recalled(store, asked, origin));
            assertEquals(2, reads.get(), "that a client is not there is never remembered");
            token(other, 1);
            assertEquals(Optional.of("cli"), recalled(store, asked, origin));
            assertEquals(backend == Backend.SQLITE ? 2 : 3, reads.get());
            other.database().write(tx -> tx.update("UPDATE clients SET origin = 'dcr'"));
            assertEquals(Optional.of("dcr"), recalled(store, asked, origin));
            other.database().write(tx -> other.clients().delete(tx, "one"));
            assertTrue(recalled(store, asked, origin).isEmpty());
        }
    }

    @Test
    void a_token_comes_with_its_grant_and_account_as_they_stand_now() {
        try (Store store = open();
                Store other = open()) {
            insert(other, "c");
            Grant grant = other.database().write(tx -> grant(tx, other));
            long access = token(other, grant.id());
            long refresh = other.database().write(tx -> refreshToken(tx, other, grant.id()));
            Supplier<Optional<Seen>> ofAccess =
                    () ->
                            store.accessTokens()
                                    .recall(store.database(), access)
                                    .map(h -> new Seen(h.grant(), h.account()));
            Supplier<Optional<Seen>> ofRefresh =
                    () ->
                            store.refreshTokens()
                                    .glance(store.database(), refresh)
                                    .map(RefreshTokens.Glance::held)
                                    .map(h -> new Seen(h.grant(), h.account()));
            List<Supplier<Optional<Seen>>> ways = List.of(ofAccess, ofRefresh);
            see(
                    List.of(ofAccess),
                    seen -> assertEquals(new Seen(granted(grant), account(other)), seen));
            see(List.of(ofRefresh), seen -> assertEquals(new Seen(grant, account(other)), seen));
            other.database()
                    .write(tx ->
                            other.accounts()
                                    .noteOf(tx, account(tx, other), Account.LOGIN_NEEDED, "no"));
            see(ways, seen -> assertEquals(Account.LOGIN_NEEDED, seen.account().state()));
            other.database()
                    .write(tx -> other.grants().revoke(tx, grant.id(), "said so", Instant.EPOCH));
            Grant ended = grant(other, grant.id());
            assertEquals("said so", ended.revokedBecause());
            see(List.of(ofAccess), seen -> assertEquals(granted(ended), seen.grant()));
            see(List.of(ofRefresh), seen -> assertEquals(ended, seen.grant()));
            other.database().write(tx -> other.accounts().delete(tx, grant.accountId()));
            ways.forEach(way -> assertTrue(way.get().isEmpty()));
        }
    }

    @Test
    void a_refresh_token_comes_with_its_client_as_it_stands_now() {
        try (Store store = open();
                Store other = open()) {
            insert(other, "c");
            Grant grant = other.database().write(tx -> grant(tx, other));
            long refresh = other.database().write(tx -> refreshToken(tx, other, grant.id()));
            Supplier<Optional<String>> origin =
                    () ->
                            store.refreshTokens()
                                    .glance(store.database(), refresh)
                                    .flatMap(RefreshTokens.Glance::client)
                                    .map(Client::origin);
            for (String each : List.of("dcr", "cli", "dcr")) {
                other.database().write(tx -> tx.update("UPDATE clients SET origin = ?", each));
                assertEquals(Optional.of(each), origin.get());
                assertEquals(Optional.of(each), origin.get());
            }
            other.database().write(tx -> other.clients().delete(tx, "c"));
            assertTrue(origin.get().isEmpty());
        }
    }

    @Test
    void a_question_about_a_token_finds_who_asks_it_as_it_stands_now() {
        try (Store store = open();
                Store other = open()) {
            insert(other, "c");
            insert(other, "asker");
            Grant grant = other.database().write(tx -> grant(tx, other));
            long access = token(other, grant.id());
            Function<String, AccessTokens.Glance> glance =
                    asker -> store.accessTokens().glance(store.database(), access, asker);
            for (String each : List.of("dcr", "cli", "dcr")) {
                other.database()
                        .write(tx ->
                                tx.update(
                                        "UPDATE clients SET origin = ? WHERE id = 'asker'", each));
                for (int i = 0; i < 2; i++) {
                    AccessTokens.Glance seen = glance.apply("asker");
                    assertEquals(granted(grant), seen.held().orElseThrow().grant());
                    assertEquals(Optional.of(each), seen.asker().map(Client::origin));
                    assertTrue(glance.apply("nobody").asker().isEmpty());
                }
            }
            other.database().write(tx -> other.clients().delete(tx, "asker"));
            assertTrue(glance.apply("asker").asker().isEmpty());
            other.database().write(tx -> other.clients().delete(tx, "c"));
            assertTrue(glance.apply("asker").held().isEmpty());
        }
    }

    /// What stands behind a token.
    private record Seen(Record grant, Account account) {}

    /// What an access token needs of its grant.
    private static Granted granted(Grant grant) {
        return new Granted(grant.clientId(), grant.resource(), grant.revokedAt());
    }

    private static Grant grant(Store store, long id) {
        return store.database().read(tx -> store.grants().find(tx, id)).orElseThrow();
    }

    /// Twice each: what is read first, and what is remembered of it.
    private static void see(List<Supplier<Optional<Seen>>> ways, Consumer<Seen> check) {
        ways.forEach(way -> check.accept(way.get().orElseThrow()));
        ways.forEach(way -> check.accept(way.get().orElseThrow()));
    }

    private static Account account(Store store) {
        return store.database().read(tx -> account(tx, store));
    }

    private static Account account(Transaction tx, Store store) {
        return store.accounts().list(tx).getFirst();
    }

    private static Grant grant(Transaction tx, Store store) {
        ServiceToken token =
                new ServiceToken("at", "Bearer", "rt", null, null, Scope.NONE, Map.of());
        Account account =
                store.accounts()
                        .link(
                                tx,
                                new ServiceAccounts.NewLogin(
                                        "demo", UserInfo.of("42"), token, Instant.EPOCH));
        return store.grants()
                .insert(
                        tx,
                        new Grant(
                                0,
                                "c",
                                account.userId(),
                                account.id(),
                                "demo",
                                Scope.NONE,
                                "https://mcp.example",
                                "http://127.0.0.1/cb",
                                Instant.EPOCH,
                                Instant.EPOCH,
                                null,
                                null));
    }

    private static long refreshToken(Transaction tx, Store store, long grant) {
        return store.refreshTokens()
                .insert(
                        tx,
                        new RefreshTokens.RefreshToken(
                                0,
                                Secret.sha256("y"),
                                grant,
                                Instant.EPOCH,
                                Instant.EPOCH,
                                null,
                                null,
                                null));
    }

    private static <T> Optional<T> recalled(
            Store store, Database.Asked asked, Database.Work<Optional<T>> work) {
        return store.database().look(tx -> tx.recall(asked, work));
    }

    private static long token(Store store, long grant) {
        AccessTokens.AccessToken token =
                new AccessTokens.AccessToken(
                        0,
                        Secret.sha256("x"),
                        grant,
                        Scope.NONE,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        null);
        return store.database().write(tx -> store.accessTokens().insert(tx, token));
    }

    private static void insert(Store store, String id) {
        store.database()
                .write(tx -> {
                    store.clients().insert(tx, client(id));
                    return true;
                });
    }

    private static Client client(String id) {
        ClientMetadata said = ClientMetadata.of("Name", List.of("http://127.0.0.1/cb"), "none");
        return new Client(id, said, null, "cli", Instant.EPOCH, null, null);
    }

    private Store open() {
        return Store.open(database, KeyVault.file(folder.resolve("config/key")));
    }
}
