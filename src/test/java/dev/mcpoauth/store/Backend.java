package dev.mcpoauth.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/// The databases that every test of the store and of the broker runs on.
public enum Backend {
    /// A file in the test's folder.
    SQLITE {
        @Override
        public String database(Path folder) {
            return folder.resolve("data/mcp-oauth.db").toString();
        }
    },
    /// A schema of its own in one real PostgreSQL server, started once.
    POSTGRESQL {
        @Override
        public String database(Path folder) {
            return Server.newSchema();
        }
    };

    /// A new, empty database: a file in this folder or a URL.
    public abstract String database(Path folder);

    /// Opens a new store with its key in this folder.
    public Store open(Path folder) {
        return Store.open(database(folder), KeyVault.file(folder.resolve("config/key")));
    }

    /// The PostgreSQL server's own database, as its administrator sees it.
    static DataSource administrator() {
        return Server.POSTGRES.getPostgresDatabase();
    }

    private static final class Server {
        private static final EmbeddedPostgres POSTGRES = start();
        private static final AtomicInteger SCHEMAS = new AtomicInteger();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static String newSchema() {
            String name = "test" + SCHEMAS.incrementAndGet();
            DataSource postgres = POSTGRES.getPostgresDatabase();
            try (Connection connection = postgres.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE SCHEMA " + name);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return POSTGRES.getJdbcUrl("postgres", "postgres") + "&currentSchema=" + name;
        }
    }
}
