package dev.mcpoauth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.OwnProcess;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.store.ProviderSecrets.Credentials;
import dev.mcpoauth.store.ServiceAccounts.NewLogin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A change of keys: everything is readable after it, also when the process is killed at any point.
@ParameterizedClass
@EnumSource(Backend.class)
final class RekeyTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);

    private final Backend backend;
    @TempDir Path folder;
    private String place = "";
    private KeyVault vault;

    RekeyTest(Backend backend) {
        this.backend = backend;
    }

    @BeforeEach
    void something_is_stored() {
        place = backend.database(folder);
        vault = KeyVault.file(folder.resolve("key"));
        try (Store store = open()) {
            for (String name : List.of("acme", "other")) {
                store.database()
                        .write(tx -> {
                            store.secrets()
                                    .put(tx, new Credentials(name, "id", new Secret("s-" + name)));
                            return store.accounts().link(tx, login(name));
                        });
            }
        }
    }

    private static NewLogin login(String name) {
        ServiceToken token =
                new ServiceToken(
                        "at-" + name,
                        "Bearer",
                        "rt-" + name,
                        NOW,
                        null,
                        Scope.NONE,
                        Map.of("team", "t-" + name));
        return new NewLogin(name, new UserInfo("1", name, null, null, false, null), token, NOW);
    }

    private Store open() {
        return Store.open(place, vault);
    }

    private static void assertReadable(Store store) {
        for (String name : List.of("acme", "other")) {
            Credentials credentials =
                    store.database().read(tx -> store.secrets().find(tx, name)).orElseThrow();
            assertEquals(new Secret("s-" + name), credentials.secret());
        }
        List<Account> accounts = store.database().read(store.accounts()::list);
        assertEquals(
                List.of("at-acme rt-acme {team=t-acme}", "at-other rt-other {team=t-other}"),
                accounts.stream()
                        .map(a ->
                                a.token().accessToken()
                                        + " "
                                        + a.token().refreshToken()
                                        + " "
                                        + a.token().extra())
                        .toList());
    }

    @Test
    void everything_is_sealed_anew_and_the_old_key_opens_nothing() throws Exception {
        byte[] old = Files.readAllBytes(folder.resolve("key"));
        List<String> heard = new ArrayList<>();
        try (Store store = open()) {
            Watcher watcher = (table, rows, all) -> heard.add(rows + " of " + all);
            assertEquals(8, new Rekey(store, watcher).run(vault), "values");
        }
        String last = heard.getLast();
        assertTrue(last.matches("(\\d+) of \\1"), "it ends when all is done: " + heard);
        byte[] fresh = Files.readAllBytes(folder.resolve("key"));
        assertFalse(Arrays.equals(old, fresh));
        assertFalse(Files.exists(folder.resolve("key.next")));
        try (Store store = open()) {
            assertReadable(store);
        }
        Files.write(folder.resolve("key"), old);
        assertEquals(
                StoreException.Kind.KEY,
                assertThrows(StoreException.class, () -> open().close()).kind());
    }

    @Test
    void a_process_with_the_old_key_cannot_write_with_it() {
        try (Store late = open();
                Store store = open()) {
            new Rekey(store, (table, rows, all) -> {}).run(vault);
            StoreException refused =
                    assertThrows(
                            StoreException.class,
                            () ->
                                    late.database()
                                            .write(tx -> late.accounts().link(tx, login("late"))));
            assertEquals(StoreException.Kind.KEY, refused.kind());
        }
        try (Store store = open()) {
            assertReadable(store);
        }
    }

    @Test
    void whoever_writes_meanwhile_is_sealed_anew_or_refused() throws Exception {
        List<String> written = new CopyOnWriteArrayList<>();
        try (Store late = open();
                Store store = open();
                ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> writing = other.submit(() -> writeUntilRefused(late, written));
            while (written.size() < 20) {
                Thread.onSpinWait();
            }
            new Rekey(store, (table, rows, all) -> {}).run(vault);
            writing.get();
        }
        try (Store store = open()) {
            for (String name : written) {
                assertEquals(
                        new Secret("s-" + name),
                        store.database()
                                .read(tx -> store.secrets().find(tx, name))
                                .orElseThrow()
                                .secret());
            }
        }
    }

    private static void writeUntilRefused(Store store, List<String> written) {
        try {
            for (int i = 0; ; i++) {
                String name = "late" + i;
                store.database()
                        .write(tx -> {
                            Secret secret = new Secret("s-" + name);
                            store.secrets().put(tx, new Credentials(name, "id", secret));
                            return true;
                        });
                written.add(name);
            }
        } catch (StoreException e) {
            assertEquals(StoreException.Kind.KEY, e.kind(), String.valueOf(e.getMessage()));
        }
    }

    @Test
    void a_key_of_another_command_takes_over() {
        KeyVault command = KeyVault.command("echo " + "ab".repeat(32));
        try (Store store = open()) {
            new Rekey(store, (table, rows, all) -> {}).to(command);
        }
        assertThrows(StoreException.class, () -> open().close());
        try (Store store = Store.open(place, command)) {
            assertReadable(store);
        }
    }

    @Test
    void whoever_seals_confirms_the_key_in_the_same_transaction() throws Exception {
        try (var files = Files.list(Path.of("src/main/java/dev/mcpoauth/store"))) {
            for (Path each : files.toList()) {
                String text = Files.readString(each);
                boolean seals = text.contains("sealed.seal");
                assertEquals(seals, text.contains("sealed.confirm(tx);"), each.toString());
            }
        }
    }

    @Test
    void of_two_changes_at_once_the_later_one_ends_and_takes_no_key_away() {
        try (Store one = open();
                Store other = open()) {
            Rekey late = new Rekey(other, (table, rows, all) -> {});
            new Rekey(
                            one,
                            afterCommit(
                                    other,
                                    () -> {
                                        StoreException refused =
                                                assertThrows(
                                                        StoreException.class,
                                                        () -> late.run(vault));
                                        assertEquals(StoreException.Kind.KEY, refused.kind());
                                    }))
                    .run(vault);
        }
        try (Store store = open()) {
            assertReadable(store);
        }
    }

    @Test
    void whoever_opens_the_store_before_the_last_step_does_it() {
        try (Store one = open()) {
            Runnable opened = () -> open().close();
            new Rekey(one, afterCommit(one, opened)).run(vault);
        }
        try (Store store = open()) {
            assertReadable(store);
        }
    }

    /// A step that does something once the database has another key than this store.
    private static Runnable afterCommit(Store old, Runnable what) {
        return () -> {
            byte[] check =
                    old.database().read(tx -> new Facts().find(tx, Store.CHECK)).orElseThrow();
            if (!old.sealer().passes(check)) {
                what.run();
            }
        };
    }

    /// Ends its own process at the wanted step.
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            KeyVault vault = KeyVault.file(Path.of(args[1]));
            AtomicInteger steps = new AtomicInteger(Integer.parseInt(args[2]));
            try (Store store = Store.open(args[0], vault)) {
                new Rekey(
                                store,
                                () -> {
                                    if (steps.decrementAndGet() == 0) {
                                        Runtime.getRuntime().halt(42);
                                    }
                                })
                        .run(vault);
            }
        }
    }

    @Test
    void killed_at_any_point_the_store_opens_with_everything_F_05() throws Exception {
        int step = 1;
        int exit;
        do {
            List<String> child = OwnProcess.of(Child.class);
            child.addAll(List.of(place, folder.resolve("key").toString(), "" + step));
            exit = new ProcessBuilder(child).inheritIO().start().waitFor();
            assertTrue(exit == 42 || exit == 0, "exit " + exit);
            try (Store store = open()) {
                assertReadable(store);
            }
            step++;
        } while (exit == 42);
        assertTrue(step > 4, "it was killed before, within and after the transaction");
    }
}
