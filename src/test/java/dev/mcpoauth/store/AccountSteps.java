package dev.mcpoauth.store;

import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.store.StoreModel.Acc;
import dev.mcpoauth.store.StoreModel.Step;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is done to clients, accounts and answers.
final class AccountSteps {
    private final StoreModel model;

    AccountSteps(StoreModel model) {
        this.model = model;
    }

    static Step client(String id, String name) {
        ClientMetadata said = ClientMetadata.of(name, List.of("http://127.0.0.1/cb"), "none");
        return new Step(
                "client " + id,
                (plain, answer) ->
                        Objects.requireNonNullElse(plain.clients.put(id, name), "") != null,
                (store, tx) -> {
                    Client client = new Client(id, said, null, "cli", Instant.EPOCH, null, null);
                    store.clients().put(tx, client);
                    return true;
                });
    }

    static Step deleteClient(String id) {
        return new Step(
                "delete client " + id,
                (plain, answer) -> {
                    plain.grants.values().removeIf(grant -> grant.client().equals(id));
                    plain.consents.keySet().removeIf(key -> key.split(" ", -1)[1].equals(id));
                    return plain.clients.remove(id) != null;
                },
                (store, tx) -> store.clients().delete(tx, id));
    }

    static ServiceToken token(String access, @Nullable String refresh) {
        return new ServiceToken(access, "Bearer", refresh, null, null, Scope.NONE, Map.of());
    }

    /// A login; the service gives a refresh token or none.
    Step link(String subject, String token, boolean rotates) {
        Instant at = model.now;
        String given = rotates ? "r" + token : null;
        var login =
                new ServiceAccounts.NewLogin("p", UserInfo.of(subject), token(token, given), at);
        return new Step(
                "link " + subject,
                (plain, answer) -> {
                    Long id =
                            plain.accounts.entrySet().stream()
                                    .filter(each -> each.getValue().subject().equals(subject))
                                    .map(Map.Entry::getKey)
                                    .findAny()
                                    .orElseGet(() -> plain.number("accounts", answer));
                    Acc old = plain.accounts.get(id);
                    String kept = old == null ? "null" : old.refresh();
                    String next = rotates ? String.valueOf(given) : kept;
                    long version = old == null ? 1 : old.version() + 1;
                    plain.accounts.put(id, new Acc(subject, token, next, Account.OK, version));
                    return id;
                },
                (store, tx) -> store.accounts().link(tx, login).id());
    }

    /// A refresh of the service's token that was asked for when the account had this version.
    Step refreshed(long id, Account seen, String token) {
        Instant at = model.now;
        return new Step(
                "refreshed " + id,
                (plain, answer) -> {
                    Acc old = plain.accounts.get(id);
                    if (old == null || old.version() != seen.version()) {
                        return false;
                    }
                    Acc next = new Acc(old.subject(), token, "r", Account.OK, old.version() + 1);
                    plain.accounts.put(id, next);
                    return true;
                },
                (store, tx) -> {
                    boolean newest =
                            store.accounts()
                                    .find(tx, id)
                                    .filter(a -> a.version() == seen.version())
                                    .isPresent();
                    if (newest) {
                        store.accounts().update(tx, id, token(token, "r"), at);
                    }
                    return newest;
                });
    }

    /// The service refuses a refresh.
    Step refused(long id, Account seen) {
        return new Step(
                "refused " + id,
                (plain, answer) -> {
                    Acc old = plain.accounts.get(id);
                    if (old == null || old.version() != seen.version()) {
                        return false;
                    }
                    String state = Account.LOGIN_NEEDED;
                    plain.accounts.put(
                            id,
                            new Acc(
                                    old.subject(),
                                    old.access(),
                                    old.refresh(),
                                    state,
                                    old.version()));
                    return true;
                },
                (store, tx) -> store.accounts().noteOf(tx, seen, Account.LOGIN_NEEDED, "refused"));
    }

    Step endAccount(long id, boolean forget) {
        Instant at = model.now;
        return new Step(
                "end account " + id + " " + forget,
                (plain, answer) -> {
                    Acc old = plain.accounts.remove(id);
                    if (old != null && forget) {
                        String user = "p:" + old.subject() + " ";
                        plain.grants.values().removeIf(grant -> grant.account() == id);
                        plain.consents.keySet().removeIf(key -> key.startsWith(user));
                    } else if (old != null) {
                        plain.accounts.put(
                                id,
                                new Acc(
                                        old.subject(),
                                        "",
                                        "null",
                                        Account.REVOKED,
                                        old.version() + 1));
                        plain.grants.replaceAll((number, grant) ->
                                grant.account() == id ? StoreModel.revoked(grant, at) : grant);
                    }
                    return true;
                },
                (store, tx) -> {
                    if (forget) {
                        store.accounts().delete(tx, id);
                    } else {
                        store.accounts().revoke(tx, id, at);
                        store.grants().revokeOn(tx, id, at);
                    }
                    return true;
                });
    }

    Step remember(String user, String client, String scope) {
        Scope allowed = Scope.parse(scope);
        var consent = consent(user, client, allowed);
        return new Step(
                "remember " + user + " " + client,
                (plain, answer) -> {
                    String key = user + " " + client;
                    plain.consents.merge(key, allowed, Scope::plus);
                    return true;
                },
                (store, tx) -> {
                    store.consents().remember(tx, consent);
                    return true;
                });
    }

    private Consents.Consent consent(String user, String client, Scope scope) {
        String id = user + " " + client;
        return new Consents.Consent(id, user, client, "u", "r", "p", scope, model.now);
    }

    Step covered(String user, String client, String scope) {
        var asked = consent(user, client, Scope.parse(scope));
        return new Step(
                "covered " + user + " " + client,
                (plain, answer) -> {
                    Scope known = plain.consents.get(user + " " + client);
                    return known != null && known.covers(asked.scope());
                },
                (store, tx) -> store.consents().holding(tx, asked).isPresent());
    }
}
