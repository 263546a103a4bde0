package dev.mcpoauth.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// The same work with more and more tokens in the store.
final class Growth {
    private static final List<Integer> SIZES = List.of(1_000, 100_000, 1_000_000);
    private static final int TOKENS_OF_A_GRANT = 10;

    private final Path home;
    private final Load.Span span;

    Growth(Path home, Load.Span span) {
        this.home = home;
        this.span = span;
    }

    void measure(Table table, int connections) throws Exception {
        for (int size : SIZES) {
            Path data = Files.createTempDirectory("mcp-oauth-bench");
            try (Server server = OurBroker.start(home, data)) {
                Commands.login(server);
            }
            fill(data, size);
            String who = "%,d tokens".formatted(size);
            try (Server server = OurBroker.start(home, data)) {
                Rows rows = new Rows(server, span);
                table.plain("ready", who, server.readyMs(), "ms");
                for (String row : List.of("refresh", "introspect")) {
                    table.rate(row, who, rows.run(row, connections));
                }
            }
            new Commands(home, 5).get(table, who, data);
        }
    }

    /// Tokens of other grants, as a store has them after a long life.
    private static void fill(Path data, int size) throws SQLException, IOException {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + database(data));
                Statement statement = db.createStatement()) {
            db.setAutoCommit(false);
            int grants = Math.max(1, size / TOKENS_OF_A_GRANT);
            statement.execute(
                    """
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
                    INSERT INTO grants (client_id, account_id, user_id, provider, scope, resource,
                        redirect_uri, created_at, expires_at)
                    SELECT g.client_id, g.account_id, g.user_id, g.provider, g.scope, g.resource,
                        g.redirect_uri, g.created_at, g.expires_at
                    FROM n, (SELECT * FROM grants ORDER BY id LIMIT 1) g
                    """
                            .formatted(grants));
            for (String table : List.of("access_tokens", "refresh_tokens")) {
                String scope = table.startsWith("access") ? ", scope" : "";
                String value = table.startsWith("access") ? ", 'mcp:read'" : "";
                statement.execute(
                        """
                        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
                        INSERT INTO %s (hash, grant_id, issued_at, expires_at%s)
                        SELECT randomblob(32), 2 + i %% %d, 1700000000, 4000000000%s FROM n
                        """
                                .formatted(size, table, scope, grants - 1, value));
            }
            db.commit();
        }
    }

    private static Path database(Path data) throws IOException {
        try (var files = Files.walk(data)) {
            return files.filter(p -> p.toString().endsWith(".db")).findFirst().orElseThrow();
        }
    }
}
