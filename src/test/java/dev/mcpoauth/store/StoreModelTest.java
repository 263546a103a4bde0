package dev.mcpoauth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.store.StoreModel.Acc;
import dev.mcpoauth.store.StoreModel.Gr;
import dev.mcpoauth.store.StoreModel.Step;
import dev.mcpoauth.store.StoreModel.Tok;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever is done in whatever order by two brokers, what each of them finds is what plain maps
/// would hold. `-Dmodel.seed=1 -Dmodel.runs=1000` for others than today's.
final class StoreModelTest {
    private static final Instant BEGIN = Instant.ofEpochSecond(1_800_000_000);
    private static final int STEPS = 120;

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource
    void a_store_is_what_a_simple_model_of_it_is(Backend backend) throws Exception {
        long first = Long.getLong("model.seed", System.currentTimeMillis());
        for (long seed = first; seed < first + Integer.getInteger("model.runs", 1); seed++) {
            Path place = folder.resolve(String.valueOf(seed));
            new Run(backend, place, seed).all();
        }
    }

    /// The random life of one store.
    private static final class Run {
        private final String place;
        private final KeyVault vault;
        private final long seed;
        private final Random random;
        private final StoreModel model = new StoreModel(BEGIN);
        private final AccountSteps accounts = new AccountSteps(model);
        private final TokenSteps tokens = new TokenSteps(model);
        private final List<Store> stores = new ArrayList<>();
        private final List<String> done = new ArrayList<>();

        Run(Backend backend, Path folder, long seed) {
            this.place = backend.database(folder);
            this.vault = KeyVault.file(folder.resolve("key"));
            this.seed = seed;
            this.random = new Random(seed);
        }

        void all() throws Exception {
            try (ExecutorService company = Executors.newCachedThreadPool()) {
                stores.add(Store.open(place, vault));
                stores.add(Store.open(place, vault));
                for (int i = 0; i < STEPS; i++) {
                    int what = random.nextInt(40);
                    if (what == 0) {
                        reopen();
                    } else if (what == 1) {
                        sweep();
                    } else if (what == 2) {
                        rekey();
                    } else {
                        step(company);
                    }
                    look();
                }
                stores.forEach(this::compare);
            } finally {
                stores.forEach(Store::close);
            }
        }

        private Store any() {
            return stores.get(random.nextInt(stores.size()));
        }

        private void reopen() {
            int which = random.nextInt(stores.size());
            stores.get(which).close();
            stores.set(which, Store.open(place, vault));
            done.add("reopened " + which);
            compare(stores.get(which));
        }

        private void sweep() {
            // the clock of a machine goes back, too
            model.now = model.now.plusSeconds(random.nextInt(-100_000, 900_000));
            new Sweep(any().database()).run(model.now);
            model.sweep();
            done.add("swept at " + model.now);
        }

        private void rekey() {
            stores.getLast().close();
            new Rekey(stores.getFirst(), (table, rows, all) -> {}).run(vault);
            stores.getFirst().close();
            stores.replaceAll(old -> Store.open(place, vault));
            done.add("sealed anew");
        }

        /// One step, now and then one that fails after it was done, and in bad company.
        private void step(ExecutorService company) throws Exception {
            model.now = model.now.plusSeconds(random.nextInt(60));
            Store store = any();
            Step step = next(store);
            boolean fails = random.nextInt(8) == 0;
            done.add(step.name() + (fails ? " undone" : ""));
            List<Future<?>> others = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                others.add(company.submit(() -> undone(store)));
            }
            try {
                Object answer = store.database().write(tx -> doing(store, tx, step, fails));
                assertEquals(step.expected().in(model, answer), answer, this::story);
            } catch (Undone e) {
                assertEquals(true, fails, this::story);
            }
            for (Future<?> each : others) {
                each.get();
            }
        }

        private static final class Undone extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }

        private static Object doing(Store store, Transaction tx, Step step, boolean fails) {
            Object answer = step.work().in(store, tx);
            if (fails) {
                throw new Undone();
            }
            return answer;
        }

        private static void undone(Store store) {
            try {
                store.database()
                        .write(tx -> {
                            tx.update("DELETE FROM grants WHERE id % 2 = 0");
                            throw new Undone();
                        });
            } catch (Undone e) {
                // as it should be
                return;
            }
        }

        private <K, V> Optional<K> some(Map<K, V> rows) {
            return rows.keySet().stream()
                    .skip(rows.isEmpty() ? 0 : random.nextInt(rows.size()))
                    .findFirst();
        }

        private Duration life() {
            return Duration.ofSeconds(random.nextInt(1, 3_000_000));
        }

        private Step next(Store store) {
            String client = "c" + random.nextInt(4);
            String subject = "s" + random.nextInt(4);
            String text = "t" + random.nextInt(1_000_000);
            Step login = accounts.link(subject, text, random.nextBoolean());
            return switch (random.nextInt(16)) {
                case 0 -> AccountSteps.client(client, text);
                case 1 -> random.nextInt(4) > 0 ? login : AccountSteps.deleteClient(client);
                case 2, 3 -> granted().orElse(AccountSteps.client(client, text));
                case 4 -> on(model.accounts, id -> seen(store, id, text), login);
                case 5 -> random.nextInt(3) > 0 ? login : ending(login);
                case 6 ->
                        random.nextInt(3) > 0
                                ? login
                                : on(model.grants, tokens::revokeGrant, login);
                case 7, 8 -> on(model.grants, id -> tokens.code(id, life()), login);
                case 9 -> on(model.codes, tokens::spendCode, login);
                case 10 -> on(model.grants, id -> tokens.refreshToken(id, life()), login);
                case 11, 12, 13 -> on(model.refresh, id -> tokens.rotate(id, life()), login);
                case 14 -> on(model.access, tokens::revokeAccess, login);
                default -> consent(client, "p:" + subject);
            };
        }

        private <V> Step on(Map<Long, V> rows, LongFunction<Step> step, Step other) {
            return some(rows).map(step::apply).orElse(other);
        }

        private Optional<Step> granted() {
            return some(model.clients)
                    .flatMap(client ->
                            some(model.accounts).map(a -> tokens.grant(client, a, life())));
        }

        private Step ending(Step other) {
            return on(model.accounts, id -> accounts.endAccount(id, random.nextBoolean()), other);
        }

        private Step consent(String client, String user) {
            String scope = "a" + random.nextInt(3) + " a" + random.nextInt(3);
            return random.nextBoolean() && model.clients.containsKey(client)
                    ? accounts.remember(user, client, scope)
                    : accounts.covered(user, client, scope);
        }

        /// What a refresh that began now, or at an earlier token, comes back with.
        private Step seen(Store store, long id, String text) {
            Account now = store.database().look(tx -> store.accounts().find(tx, id)).orElseThrow();
            Account seen =
                    random.nextInt(3) > 0
                            ? now
                            : new Account(
                                    id,
                                    now.provider(),
                                    now.user(),
                                    now.token(),
                                    now.state(),
                                    null,
                                    now.updatedAt(),
                                    now.version() - 1);
            return now.state().equals(Account.OK) && random.nextBoolean()
                    ? accounts.refused(id, seen)
                    : accounts.refreshed(id, seen, text);
        }

        /// The same few questions again and again, so that what is remembered is asked for.
        private void look() {
            for (Store store : stores) {
                for (int i = 0; i < 3; i++) {
                    some(model.access).ifPresent(id -> access(store, id));
                    some(model.refresh).ifPresent(id -> refresh(store, id));
                }
                access(store, 1 + random.nextInt(5));
                refresh(store, 1 + random.nextInt(5));
                String id = "c" + random.nextInt(4);
                assertEquals(
                        Optional.ofNullable(model.clients.get(id)),
                        store.clients()
                                .recall(store.database(), id)
                                .map(client -> client.metadata().clientName()),
                        this::story);
            }
        }

        private void access(Store store, long id) {
            String asker = "c" + random.nextInt(4);
            Tok token = model.access.get(id);
            String expected =
                    backed(token).isEmpty()
                            ? ""
                            : token + " " + backed(token) + " " + model.clients.get(asker);
            AccessTokens.Glance found = store.accessTokens().glance(store.database(), id, asker);
            String name =
                    found.asker().map(client -> client.metadata().clientName()).orElse("null");
            assertEquals(
                    expected,
                    found.held().map(held -> shown(held) + " " + name).orElse(""),
                    this::story);
            assertEquals(
                    backed(token).isEmpty() ? "" : token + " " + backed(token),
                    store.accessTokens().recall(store.database(), id).map(Run::shown).orElse(""),
                    this::story);
        }

        private static String shown(AccessTokens.Holding held) {
            var token = held.token();
            Tok plain = new Tok(token.grantId(), token.expiresAt(), token.revokedAt());
            var grant = held.grant();
            return shown(plain, grant.clientId() + " " + grant.revokedAt(), held.account());
        }

        private static String shown(Tok plain, String grant, Account account) {
            return plain + " " + grant + " " + shown(account);
        }

        private void refresh(Store store, long id) {
            Tok token = model.refresh.get(id);
            String expected = backed(token);
            assertEquals(
                    expected.isEmpty() ? "" : token + " " + expected,
                    store.refreshTokens()
                            .glance(store.database(), id)
                            .map(glance -> shown(glance.held()))
                            .orElse(""),
                    this::story);
        }

        private static String shown(RefreshTokens.Holding held) {
            var token = held.token();
            Tok plain = new Tok(token.grantId(), token.expiresAt(), token.usedAt());
            var grant = held.grant();
            return shown(plain, grant.clientId() + " " + grant.revokedAt(), held.account());
        }

        /// What stands behind a token; empty where there is no such token, or nothing behind it.
        private String backed(@Nullable Tok token) {
            Gr grant = token == null ? null : model.grants.get(token.grant());
            return grant == null
                    ? ""
                    : grant.client()
                            + " "
                            + grant.revoked()
                            + " "
                            + Objects.requireNonNull(model.accounts.get(grant.account()));
        }

        private static Acc shown(Account account) {
            return new Acc(
                    account.user().subject(),
                    account.token().accessToken(),
                    String.valueOf(account.token().refreshToken()),
                    account.state(),
                    account.version());
        }

        /// Every row, and that nothing is damaged.
        private void compare(Store store) {
            assertEquals(List.of(), new Upkeep(store).check(), this::story);
            Map<Long, Acc> accounts = new TreeMap<>();
            Map<Long, Gr> grants = new TreeMap<>();
            Map<String, Scope> consents = new TreeMap<>();
            store.database()
                    .read(tx -> {
                        store.accounts().list(tx).forEach(a -> accounts.put(a.id(), shown(a)));
                        store.grants().list(tx).forEach(g -> grants.put(g.id(), shown(g)));
                        store.consents().list(tx).forEach(c -> consents.put(c.id(), c.scope()));
                        return true;
                    });
            assertEquals(model.accounts, accounts, this::story);
            assertEquals(model.grants, grants, this::story);
            assertEquals(model.consents, consents, this::story);
            for (String table : List.of("codes", "access_tokens", "refresh_tokens")) {
                Map<Long, Tok> rows =
                        switch (table) {
                            case "codes" -> model.codes;
                            case "access_tokens" -> model.access;
                            default -> model.refresh;
                        };
                assertEquals(rows, tokens(store, table), this::story);
            }
        }

        private static Gr shown(Grant grant) {
            return new Gr(
                    grant.clientId(), grant.accountId(), grant.expiresAt(), grant.revokedAt());
        }

        private static Map<Long, Tok> tokens(Store store, String table) {
            String over = table.equals("access_tokens") ? "revoked_at" : "used_at";
            Map<Long, Tok> rows = new TreeMap<>();
            store.database()
                    .look(tx ->
                            tx.each(
                                    "SELECT id, grant_id, expires_at, " + over + " FROM " + table,
                                    row ->
                                            rows.put(
                                                    row.getLong(1),
                                                    new Tok(
                                                            row.getLong(2),
                                                            Transaction.instant(row, "expires_at"),
                                                            Transaction.instantOrNull(
                                                                    row, over)))));
            return rows;
        }

        private String story() {
            return "seed " + seed + ": " + String.join(", ", done);
        }
    }
}
