package dev.mcpoauth.broker;

import dev.mcpoauth.provider.ProviderProblem;
import dev.mcpoauth.provider.ServiceException;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Audit;
import dev.mcpoauth.store.Consents.Consent;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.store.Transaction;
import java.util.List;
import java.util.Optional;

/// What the broker holds, for the person who runs it, and how to take it back.
public final class Holdings {
    private static final int MOST = 200;

    private final Foundation on;
    private final EndAccount endAccount;

    Holdings(Foundation on, EndAccount endAccount) {
        this.on = on;
        this.endAccount = endAccount;
    }

    /// What came of taking a thing back.
    public enum Taken {
        /// It is gone.
        DONE,
        /// There is none, or no such kind.
        NOTHING,
        /// Its service cannot be told now, so that nothing was done.
        SERVICE_AWAY;

        private static Taken of(boolean done) {
            return done ? DONE : NOTHING;
        }
    }

    /// One kind of thing.
    ///
    /// @param kind its name for [#revoke]
    /// @param title its name for people
    /// @param rows the things, at most two hundred
    public record Held(String kind, String title, List<Row> rows) {}

    /// One thing; it holds no secret.
    ///
    /// @param id its identifier for [#revoke]
    /// @param name its name for people
    /// @param about what else there is to know
    /// @param state how it is
    /// @param revocable whether it can be taken back
    /// @param action what taking it back is called
    public record Row(
            String id, String name, String about, String state, boolean revocable, String action) {}

    /// The name that a client gave itself.
    public Optional<String> clientName(String id) {
        return on.store()
                .clients()
                .recall(on.store().database(), id)
                .map(client -> client.metadata().clientName());
    }

    /// The newest of everything: there may be a million, and one page is read.
    public List<Held> lists() {
        Store store = on.store();
        return store.database()
                .read(tx ->
                        List.of(
                                new Held("client", "Clients", clients(tx)),
                                new Held("grant", "Grants", grants(tx)),
                                new Held("account", "Accounts", accounts(tx)),
                                new Held("consent", "Consents", consents(tx))));
    }

    private List<Row> clients(Transaction tx) {
        return on.store().clients().newest(tx, MOST).stream()
                .map(c ->
                        new Row(
                                c.id(),
                                c.metadata().clientName(),
                                c.id(),
                                c.origin(),
                                true,
                                "Delete"))
                .toList();
    }

    private List<Row> grants(Transaction tx) {
        return on.store().grants().newest(tx, MOST).stream()
                .map(g ->
                        new Row(
                                String.valueOf(g.id()),
                                g.userId(),
                                g.scope() + " at " + g.resource(),
                                g.revokedAt() == null
                                        ? "until " + g.expiresAt()
                                        : "revoked: " + g.revokedBecause(),
                                g.revokedAt() == null,
                                "Revoke"))
                .toList();
    }

    private List<Row> accounts(Transaction tx) {
        return on.store().accounts().first(tx, MOST).stream().map(Holdings::row).toList();
    }

    private static Row row(Account account) {
        return new Row(
                String.valueOf(account.id()),
                account.provider() + "/" + account.user().label(),
                account.lastRefresh() == null ? "" : "last refresh: " + account.lastRefresh(),
                account.state(),
                true,
                "Remove");
    }

    private List<Row> consents(Transaction tx) {
        return on.store().consents().newest(tx, MOST).stream().map(Holdings::row).toList();
    }

    private static Row row(Consent consent) {
        return new Row(
                String.valueOf(consent.id()),
                consent.userId(),
                consent.scope() + " for client " + consent.clientId(),
                "since " + consent.givenAt(),
                true,
                "Revoke");
    }

    /// Takes a thing back.
    public Taken revoke(String kind, String id) {
        return kind.equals("account")
                ? endAccount(id)
                : Taken.of(on.store().database().write(tx -> revoke(tx, kind, id)));
    }

    /// At the service first: a token that is forgotten here would live on there.
    private Taken endAccount(String id) {
        Optional<Account> account =
                isNumber(id)
                        ? on.store()
                                .database()
                                .look(tx -> on.store().accounts().find(tx, Long.parseLong(id)))
                        : Optional.empty();
        try {
            account.ifPresent(each -> {
                endAccount.atService(each);
                endAccount.here(each, true);
            });
            return Taken.of(account.isPresent());
        } catch (ServiceException | ProviderProblem e) {
            return Taken.SERVICE_AWAY;
        }
    }

    private static boolean isNumber(String id) {
        return id.matches("\\d{1,18}");
    }

    private boolean revoke(Transaction tx, String kind, String id) {
        Store store = on.store();
        boolean done =
                switch (kind) {
                    case "client" -> store.clients().delete(tx, id);
                    case "grant" ->
                            isNumber(id)
                                    && store.grants()
                                            .revoke(
                                                    tx,
                                                    Long.parseLong(id),
                                                    "revoked by the operator",
                                                    on.now());
                    case "consent" -> endConsent(tx, id);
                    default -> false;
                };
        if (done) {
            String detail = kind + " " + id + " by the operator";
            store.audit().append(tx, new Audit.Entry(on.now(), "operator_revoked", detail));
        }
        return done;
    }

    /// The logins that came of the answer end with it.
    private boolean endConsent(Transaction tx, String id) {
        Optional<Consent> consent = on.store().consents().find(tx, id);
        boolean done = on.store().consents().revoke(tx, id);
        consent.ifPresent(given -> on.store().grants().revokeOf(tx, given, on.now()));
        return done;
    }
}
