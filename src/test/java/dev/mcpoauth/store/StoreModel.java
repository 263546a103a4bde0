package dev.mcpoauth.store;

import dev.mcpoauth.oauth.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a store ought to hold, as plain maps: the same operations, without a database.
final class StoreModel {
    /// What is done to both.
    ///
    /// @param name for people
    /// @param expected does it to the model and gives back what the store ought to have answered
    /// @param work does it to a store
    record Step(String name, Expected expected, Actual work) {}

    interface Expected {
        /// `answer` is the store's: only it knows the number of a new row.
        Object in(StoreModel model, Object answer);
    }

    interface Actual {
        Object in(Store store, Transaction tx);
    }

    /// An account.
    record Acc(String subject, String access, String refresh, String state, long version) {}

    /// A grant.
    record Gr(String client, long account, Instant end, @Nullable Instant revoked) {}

    /// A code or a token.
    record Tok(long grant, Instant end, @Nullable Instant over) {}

    final NavigableMap<String, String> clients;
    final NavigableMap<Long, Acc> accounts;
    final NavigableMap<Long, Gr> grants;
    final NavigableMap<Long, Tok> codes;
    final NavigableMap<Long, Tok> access;
    final NavigableMap<Long, Tok> refresh;
    final NavigableMap<String, Scope> consents;
    private final Map<String, Long> numbers;
    Instant now;

    StoreModel(Instant now) {
        this.now = now;
        clients = new TreeMap<>();
        accounts = new TreeMap<>();
        grants = new TreeMap<>();
        codes = new TreeMap<>();
        access = new TreeMap<>();
        refresh = new TreeMap<>();
        consents = new TreeMap<>();
        numbers = new TreeMap<>();
    }

    /// The number of a new row: none is given twice.
    long number(String table, Object answer) {
        long number = (Long) answer;
        if (number <= numbers.getOrDefault(table, 0L)) {
            throw new AssertionError(number + " of " + table + " was given before");
        }
        numbers.put(table, number);
        return number;
    }

    static boolean live(@Nullable Gr grant) {
        return grant != null && grant.revoked() == null;
    }

    boolean ok(Gr grant) {
        return Objects.requireNonNull(accounts.get(grant.account())).state().equals(Account.OK);
    }

    static Gr revoked(Gr grant, Instant at) {
        return new Gr(
                grant.client(),
                grant.account(),
                grant.end(),
                grant.revoked() == null ? at : grant.revoked());
    }

    /// What a sweep at this time takes away.
    void sweep() {
        Instant dayAgo = now.minus(Duration.ofDays(1));
        codes.values().removeIf(each -> !each.end().isAfter(dayAgo));
        refresh.values().removeIf(each -> !each.end().isAfter(dayAgo));
        Instant hourAgo = now.minus(Duration.ofHours(1));
        access.values().removeIf(each -> !each.end().isAfter(hourAgo));
        Instant monthAgo = now.minus(Duration.ofDays(30));
        grants.values().removeIf(each -> !each.end().isAfter(monthAgo));
        grants.values()
                .removeIf(each -> each.revoked() != null && !each.revoked().isAfter(monthAgo));
    }
}
