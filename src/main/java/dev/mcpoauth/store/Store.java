package dev.mcpoauth.store;

import dev.mcpoauth.oauth.StorePlace;
import dev.mcpoauth.oauth.StorePlace.InFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The open store: its database and one object for each table.
///
/// @param database the transactions
/// @param clients the MCP clients
/// @param documents the documents of clients whose id is a URL
/// @param assertions client assertions that were used
/// @param logins the logins that are not finished
/// @param grants what users allowed
/// @param codes authorization codes
/// @param accessTokens MCP access tokens
/// @param refreshTokens MCP refresh tokens
/// @param accounts accounts at services
/// @param secrets the credentials of providers
/// @param consents answers that are remembered
/// @param browsers which accounts logged in with which browser
/// @param signingKeys the keys that sign access tokens
/// @param uses when tokens were last used
/// @param resources which MCP servers clients are limited to
/// @param audit what happened
/// @param sealer the key
public record Store(
        Database database,
        Clients clients,
        ClientDocuments documents,
        UsedAssertions assertions,
        PendingLogins logins,
        Grants grants,
        Codes codes,
        AccessTokens accessTokens,
        RefreshTokens refreshTokens,
        ServiceAccounts accounts,
        ProviderSecrets secrets,
        Consents consents,
        BrowserAccounts browsers,
        SigningKeys signingKeys,
        LastUses uses,
        ClientResources resources,
        Audit audit,
        Sealer sealer)
        implements AutoCloseable {
    /// The fact that tells which key the store is sealed with.
    static final String CHECK = "key_check";

    /// How long a process that holds the database, or its server, is usually waited for.
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    /// Opens the file with the key of a file, making both on the first start.
    public static Store open(Path file, Path keyFile) {
        return open(file.toString(), KeyVault.file(keyFile));
    }

    /// Opens a SQLite file, or a PostgreSQL database by its `jdbc:postgresql:` URL, and the key;
    /// makes what is missing on the first start; throws [StoreException].
    public static Store open(String place, KeyVault vault) {
        return open(place, DatabasePassword.USUAL, vault, PATIENCE);
    }

    /// The same with a password for PostgreSQL from somewhere else, and with another time to wait
    /// for a process that holds the database, or for its server.
    public static Store open(
            String place, DatabasePassword password, KeyVault vault, Duration patience) {
        Database database =
                StorePlace.of(place) instanceof InFile(Path file)
                        ? SqliteDatabase.open(file, patience)
                        : PostgresDatabase.open(place, password, patience);
        try {
            Sealer sealer = unlock(database, vault);
            ServiceAccounts accounts = new ServiceAccounts(sealer);
            Clients clients = new Clients();
            Grants grants = new Grants(accounts);
            database.notice(Instant.now());
            return new Store(
                    database,
                    clients,
                    new ClientDocuments(),
                    new UsedAssertions(),
                    new PendingLogins(sealer),
                    grants,
                    new Codes(),
                    new AccessTokens(sealer, clients, accounts),
                    new RefreshTokens(clients, grants, accounts),
                    accounts,
                    new ProviderSecrets(sealer),
                    new Consents(),
                    new BrowserAccounts(),
                    new SigningKeys(sealer),
                    new LastUses(),
                    new ClientResources(),
                    new Audit(),
                    sealer);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /// Makes ready what no place and no key change, the driver of SQLite and the ciphers, which
    /// takes long only the first time.
    public static void prepare() {
        SqliteFile.inMemory().close();
        Sealer sealer = Sealer.of(new byte[KeyVault.KEY_BYTES]);
        sealer.derive(CHECK);
        sealer.prepare();
    }

    /// A database remembers its key by a derived check value: another key is refused at once.
    private static Sealer unlock(Database database, KeyVault vault) {
        Facts facts = new Facts();
        Optional<byte[]> known = database.read(tx -> facts.find(tx, CHECK));
        Sealer sealer = Sealer.open(vault, known.isEmpty());
        byte[] check = sealer.derive(CHECK);
        byte[] stored =
                known.orElseGet(() -> database.write(tx -> facts.keepFirst(tx, CHECK, check)));
        if (!sealer.passes(stored)) {
            Optional<Sealer> next = vault.prepared().map(Sealer::of).filter(s -> s.passes(stored));
            if (next.isPresent()) {
                // a change of keys was cut off after its transaction: its last step is done here
                if (!(database instanceof ReadOnlyDatabase)) {
                    Rekey.promote(database, vault, next.get());
                }
                return next.get();
            }
            throw new StoreException(
                    StoreException.Kind.KEY,
                    "the key (" + vault.place() + ") is not the key of this database");
        }
        return sealer;
    }

    /// Writes and reads the smallest thing there is: true when store and key belong together, and
    /// [StoreException] when the store cannot be written.
    public boolean probe() {
        byte[] check = sealer.derive(CHECK);
        return database.write(tx -> new Facts().hold(tx, CHECK, check));
    }

    /// Finishes the work at hand and closes the file.
    @Override
    public void close() {
        database.close();
    }
}
