package dev.mcpoauth.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariCredentialsProvider;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One PostgreSQL database that several brokers share: a pool, one transaction a request.
///
/// Transactions see one snapshot (REPEATABLE READ). The first to change a row wins; the others are
/// run again and then see what it did, as if they had come later. So "spend if not spent" has one
/// winner over all brokers.
final class PostgresDatabase implements Database {
    private static final int CONNECTIONS = 10;
    private static final int TURNS = 64;
    private static final Duration MOST_WAIT = Duration.ofSeconds(8);
    private static final Duration LEAST_WAIT = Duration.ofMillis(250);
    private static final Duration MOST_CONNECT = Duration.ofSeconds(5);
    private static final Duration MOST_LOCK = Duration.ofSeconds(10);
    private static final Duration LONGEST_TURN = Duration.ofSeconds(1);

    /// The server must not answer before a commit is on its disk, however it is configured. A plan
    /// that it made while a table was empty is kept until its statistics are renewed: without the
    /// second line a row is looked for in thousands of others for a minute.
    private static final String SESSION =
            """
            SELECT set_config('lock_timeout', 'LOCK_MILLIS', false),
                set_config('enable_seqscan', 'off', false), set_config('jit', 'off', false),
                set_config('idle_in_transaction_session_timeout', '60s', false),
                set_config('synchronous_commit',
                    CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
                    ELSE current_setting('synchronous_commit') END, false)
            """;

    private final HikariDataSource pool;
    private final String place;

    /// Rows that share one wait for each other without need, which is seldom.
    private final List<Lock> turns =
            Stream.<Lock>generate(ReentrantLock::new).limit(TURNS).toList();

    private PostgresDatabase(HikariDataSource pool, String place) {
        this.pool = pool;
        this.place = place;
    }

    /// Opens the database at this URL, waiting at most so long for its server; throws
    /// [StoreException].
    static PostgresDatabase open(String url, DatabasePassword password, Duration patience) {
        Map<String, String> env = System.getenv();
        HikariConfig config = config(url, env, patience);
        String secret = password.read(env);
        if (!secret.isEmpty()) {
            config.setPassword(secret);
        }
        migrate(config);
        if (!secret.isEmpty()) {
            // as the driver does: the user of the URL is taken first, and that of the system last
            String user =
                    Objects.requireNonNullElse(
                            config.getUsername(), System.getProperty("user.name", ""));
            config.setCredentialsProvider(
                    new Password(Credentials.of(user, secret), () -> password.read(env)));
        }
        return new PostgresDatabase(new HikariDataSource(config), shown(url));
    }

    /// On a connection of its own, which says at once what is wrong; the pool would try again.
    private static void migrate(HikariConfig config) {
        String place = shown(config.getJdbcUrl());
        Properties how = new Properties();
        how.putAll(config.getDataSourceProperties());
        Optional.ofNullable(config.getUsername()).ifPresent(user -> how.setProperty("user", user));
        Optional.ofNullable(config.getPassword())
                .ifPresent(secret -> how.setProperty("password", secret));
        try (Connection connection = DriverManager.getConnection(config.getJdbcUrl(), how)) {
            Migrations migrations = new Migrations(Dialect.POSTGRESQL, place);
            Transaction tx = new Transaction(connection);
            if (!migrations.current(tx)) {
                // it may take long, also that of another broker, which is waited for
                connection.setNetworkTimeout(Runnable::run, 0);
                migrations.apply(tx);
            }
        } catch (SqlFailure | SQLException e) {
            // its words name the host or the user, never the password
            throw Trouble.of(told(e), "the database at " + place);
        }
    }

    private static HikariConfig config(String url, Map<String, String> env, Duration patience) {
        Duration wait =
                shorter(patience.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : patience, MOST_WAIT);
        // 0 would be no limit
        long lock = Math.max(1, shorter(patience, MOST_LOCK).toMillis());
        long connect = Math.max(1, shorter(patience, MOST_CONNECT).toSeconds());
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setPoolName("store");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(wait.toMillis());
        config.setAutoCommit(false);
        config.setIsolateInternalQueries(true);
        config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        config.setConnectionInitSql(SESSION.replace("LOCK_MILLIS", String.valueOf(lock)));
        config.addDataSourceProperty("ApplicationName", "mcp-oauth");
        config.addDataSourceProperty("connectTimeout", String.valueOf(connect));
        config.addDataSourceProperty("socketTimeout", "30");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        // details of errors hold values of columns
        config.addDataSourceProperty("logServerErrorDetail", "false");
        String user = env.getOrDefault("PGUSER", "");
        if (!user.isEmpty()) {
            config.setUsername(user);
        }
        return config;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static String shown(String url) {
        int query = url.indexOf('?');
        String bare = query < 0 ? url : url.substring(0, query);
        return bare.substring(bare.indexOf(':') + 1);
    }

    @Override
    public <T> T write(Work<T> work) {
        return again(() -> once(work, false));
    }

    @Override
    public <T> T write(Asked row, Work<T> work) {
        Lock turn = turns.get(Math.floorMod(row.hashCode(), TURNS));
        boolean ours = waited(turn);
        try {
            return write(work);
        } finally {
            if (ours) {
                turn.unlock();
            }
        }
    }

    /// False where those before take too long, as they do while the server is away: a turn saves
    /// work and is needed for nothing.
    private static boolean waited(Lock turn) {
        try {
            return turn.tryLock(LONGEST_TURN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public <T> T read(Work<T> work) {
        return again(() -> once(work, true));
    }

    /// In a transaction of the server's own: one exchange with it instead of three.
    @Override
    public <T> T look(Work<T> work) {
        return again(() -> {
            try (Connection connection = pool.getConnection()) {
                connection.setAutoCommit(true);
                return new Transaction(connection).single(work);
            }
        });
    }

    @Override
    public boolean isOpen() {
        return !pool.isClosed();
    }

    @Override
    public Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    public String place() {
        return place;
    }

    /// Nobody but the server's administrator can tell: see `mcp-oauth db recheck`.
    @Override
    public void notice(Instant now) {}

    @Override
    public void compact() {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(true);
            // a large database takes longer than any request; the pool sets it back afterwards
            connection.setNetworkTimeout(Runnable::run, 0);
            new Transaction(connection).execute("VACUUM (ANALYZE)");
        } catch (SqlFailure | SQLException e) {
            throw Trouble.of(told(e), place);
        }
    }

    /// The password of connections that are made later: a server whose password was changed, or
    /// whose passwords live for minutes, does not take the first one for ever.
    private static final class Password implements HikariCredentialsProvider {
        private static final long GOOD_NANOS = TimeUnit.SECONDS.toNanos(2);

        private final Supplier<String> source;
        private Credentials known;
        private long read = System.nanoTime();

        Password(Credentials first, Supplier<String> source) {
            this.known = first;
            this.source = source;
        }

        /// Not each of many at once runs the command.
        @Override
        public synchronized Credentials getCredentials() {
            if (System.nanoTime() - read > GOOD_NANOS) {
                known = Credentials.of(known.getUsername(), again());
                read = System.nanoTime();
            }
            return known;
        }

        private String again() {
            try {
                return source.get();
            } catch (StoreException e) {
                // the one from before may be good still
                return known.getPassword();
            }
        }
    }

    /// One try; its transaction is ended when it returns.
    private interface Attempt<T> {
        T run() throws SQLException;
    }

    private static <T> T again(Attempt<T> attempted) {
        for (int attempt = 1; ; attempt++) {
            try {
                return attempted.run();
            } catch (SqlFailure | SQLException e) {
                SQLException why = told(e);
                if (!Retry.helps(why, attempt)) {
                    throw Trouble.of(why, "the database");
                }
                pause(attempt);
            }
        }
    }

    private static SQLException told(Exception e) {
        return switch (e) {
            case SqlFailure failure -> failure.sql();
            case SQLException sql -> sql;
            default -> throw new IllegalArgumentException(e);
        };
    }

    private <T> T once(Work<T> work, boolean readOnly) throws SQLException {
        Connection connection = pool.getConnection();
        try {
            connection.setReadOnly(readOnly);
            T result;
            try {
                result = work.in(new Transaction(connection));
            } catch (RuntimeException | Error e) {
                rollback(connection);
                throw e;
            }
            commit(connection);
            return result;
        } finally {
            giveBack(connection);
        }
    }

    /// What goes wrong with a connection after its commit must not look as if the work had failed:
    /// it would be run again, and what it spends would be spent twice.
    private static void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // the pool has thrown it away
            return;
        }
    }

    /// A commit whose answer is lost may have happened: it is never run again.
    private static void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            if (Retry.lostARace(e)) {
                throw e;
            }
            throw Trouble.of(e, "the database");
        }
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // the connection is gone, and the server ends its transaction by itself
            return;
        }
    }

    private static void pause(int attempt) {
        long most = Math.min(200, 4L << attempt);
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1, most) * 1_000_000);
    }

    @Override
    public void close() {
        pool.close();
    }

    /// When a transaction that was not committed is worth another try.
    static final class Retry {
        private static final int RACES = 40;
        private static final int CONFLICTS = 3;
        private static final int OUTAGES = 5;

        private Retry() {}

        static boolean helps(SQLException e, int attempt) {
            String state = e.getSQLState();
            if (state == null || e instanceof java.sql.SQLTransientConnectionException) {
                return false;
            }
            if (lostARace(e)) {
                return attempt < RACES;
            }
            // a row that another transaction made or removed after our snapshot
            if (state.startsWith("23")) {
                return attempt < CONFLICTS;
            }
            return outage(state) && attempt < OUTAGES;
        }

        static boolean lostARace(SQLException e) {
            @Nullable String state = e.getSQLState();
            return "40001".equals(state) || "40P01".equals(state);
        }

        private static boolean outage(String state) {
            return state.startsWith("08") || state.startsWith("57P");
        }
    }
}
