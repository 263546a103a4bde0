package dev.mcpoauth.bench;

import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.oauth.SplitToken;
import dev.mcpoauth.oauth.SplitToken.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// Tokens that were put straight into the store, all with one secret, ten of each kind to a grant.
///
/// @param access the number before the first access token
/// @param refresh the number before the first refresh token
/// @param size how many there are of each
record Seeds(long access, long refresh, int size) {
    private static final Secret SECRET = new Secret("bench".repeat(9).substring(0, 43));
    private static final int TOKENS_OF_A_GRANT = 10;

    private static final String NUMBERS =
            "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?1) ";

    private static final String GRANTS =
            NUMBERS
                    + """
                    INSERT INTO grants (client_id, account_id, user_id, provider, scope, resource,
                        redirect_uri, created_at, expires_at)
                    SELECT g.client_id, g.account_id, g.user_id, g.provider, g.scope, g.resource,
                        g.redirect_uri, g.created_at, 4000000000
                    FROM n, (SELECT * FROM grants ORDER BY id LIMIT 1) g
                    """;

    private static final String ACCESS =
            NUMBERS
                    + """
                    INSERT INTO access_tokens (hash, grant_id, issued_at, expires_at, scope)
                    SELECT ?2, ?3 + i / 10, 1700000000, 4000000000, 'mcp:read' FROM n
                    """;

    private static final String REFRESH =
            NUMBERS
                    + """
                    INSERT INTO refresh_tokens (hash, grant_id, issued_at, expires_at)
                    SELECT ?2, ?3 + i / 10, 1700000000, 4000000000 FROM n
                    """;

    /// Puts so many tokens of each kind into the store of a broker that does not run.
    static Seeds sow(Path data, int size) throws SQLException, IOException {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + database(data));
                Statement statement = db.createStatement()) {
            statement.execute("PRAGMA synchronous = OFF");
            db.setAutoCommit(false);
            Seeds seeds =
                    new Seeds(
                            last(statement, "access_tokens"),
                            last(statement, "refresh_tokens"),
                            size);
            long grant = 1 + last(statement, "grants");
            try (PreparedStatement grants = db.prepareStatement(GRANTS)) {
                grants.setInt(1, size / TOKENS_OF_A_GRANT);
                grants.executeUpdate();
            }
            for (String tokens : List.of(ACCESS, REFRESH)) {
                try (PreparedStatement insert = db.prepareStatement(tokens)) {
                    insert.setInt(1, size);
                    insert.setBytes(2, SECRET.hash());
                    insert.setLong(3, grant);
                    insert.executeUpdate();
                }
            }
            db.commit();
            return seeds;
        }
    }

    private static long last(Statement statement, String table) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT COALESCE(MAX(id), 0) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    /// The text of one of the tokens, from 0.
    String text(Kind kind, int which) {
        long before = kind == Kind.ACCESS ? access : refresh;
        return new SplitToken(kind, before + 1 + which, SECRET).text();
    }

    /// The size of the store's file.
    static double megabytes(Path data) throws IOException {
        return Files.size(database(data)) / 1e6;
    }

    private static Path database(Path data) throws IOException {
        try (var files = Files.walk(data)) {
            return files.filter(p -> p.toString().endsWith(".db")).findFirst().orElseThrow();
        }
    }
}
