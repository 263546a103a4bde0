package dev.mcpoauth.store;

import dev.mcpoauth.oauth.Scope;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What users allowed before, so that the same question need not be asked again.
public final class Consents {
    /// One remembered answer; another redirect URI, server or provider is another question.
    ///
    /// @param id its handle on the command line
    /// @param userId who allowed it
    /// @param clientId the client that was allowed
    /// @param redirectUri where its codes go, without a port where that is free
    /// @param resource the MCP server
    /// @param provider the provider's name
    /// @param scope everything that was allowed, over all times
    /// @param givenAt when it was allowed last
    public record Consent(
            String id,
            String userId,
            String clientId,
            String redirectUri,
            String resource,
            String provider,
            Scope scope,
            Instant givenAt) {}

    private static final String COLUMNS =
            "id, user_id, client_id, redirect_uri, resource, provider, scope, given_at";

    private static final String SELECT = "SELECT " + COLUMNS + " FROM consents ";

    private static final String SAME =
            "WHERE user_id = ? AND client_id = ? AND redirect_uri = ? AND resource = ?"
                    + " AND provider = ?";

    private static final String HELD =
            "UPDATE consents SET given_at = given_at " + SAME + " RETURNING " + COLUMNS;

    Consents() {}

    /// Remembers an answer, together with what the same user allowed the same client before. The
    /// row of the user's account is written in the same transaction: two at once are one after the
    /// other.
    public void remember(Transaction tx, Consent consent) {
        Optional<Consent> before = same(tx, consent);
        if (before.isPresent()) {
            tx.update(
                    "UPDATE consents SET scope = ?, given_at = ? WHERE id = ?",
                    before.get().scope().plus(consent.scope()).toString(),
                    consent.givenAt(),
                    before.get().id());
        } else {
            add(tx, consent);
        }
    }

    private static void add(Transaction tx, Consent consent) {
        tx.update(
                """
                INSERT INTO consents (id, user_id, client_id, redirect_uri, resource, provider,
                    scope, given_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                consent.id(),
                consent.userId(),
                consent.clientId(),
                consent.redirectUri(),
                consent.resource(),
                consent.provider(),
                consent.scope().toString(),
                consent.givenAt());
    }

    /// The answer from before that covers this question; number and time do not matter.
    public Optional<Consent> covering(Transaction tx, Consent asked) {
        return same(tx, asked).filter(known -> known.scope().covers(asked.scope()));
    }

    /// The same for a grant that rests on the answer and is made in this writing transaction: the
    /// row is written, so that whoever takes the answer back at this moment meets it, and one of
    /// the two is run again and sees what the other did.
    public Optional<Consent> holding(Transaction tx, Consent asked) {
        return same(tx, HELD, asked).filter(known -> known.scope().covers(asked.scope()));
    }

    private static Optional<Consent> same(Transaction tx, Consent asked) {
        return same(tx, SELECT + SAME, asked);
    }

    private static Optional<Consent> same(Transaction tx, String sql, Consent asked) {
        return tx.one(
                sql,
                row -> read(new Fields(row)),
                asked.userId(),
                asked.clientId(),
                asked.redirectUri(),
                asked.resource(),
                asked.provider());
    }

    /// The answer with this handle.
    public Optional<Consent> find(Transaction tx, String id) {
        return tx.one(SELECT + "WHERE id = ?", row -> read(new Fields(row)), id);
    }

    /// All remembered answers, the oldest first.
    public List<Consent> list(Transaction tx) {
        return tx.all(SELECT + "ORDER BY given_at, id", row -> read(new Fields(row)));
    }

    /// The newest answers, at most so many, the newest first.
    public List<Consent> newest(Transaction tx, int most) {
        return tx.all(
                SELECT + "ORDER BY given_at DESC, id LIMIT ?", row -> read(new Fields(row)), most);
    }

    /// Forgets an answer: the question is asked again; false when there is none.
    public boolean revoke(Transaction tx, String id) {
        return tx.update("DELETE FROM consents WHERE id = ?", id) == 1;
    }

    /// In the order of [#SELECT].
    private static Consent read(Fields row) throws SQLException {
        return new Consent(
                row.text(),
                row.text(),
                row.text(),
                row.text(),
                row.text(),
                row.text(),
                row.scope(),
                row.time());
    }
}
