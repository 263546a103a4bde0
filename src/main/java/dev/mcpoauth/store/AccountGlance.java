package dev.mcpoauth.store;

import dev.mcpoauth.oauth.StorePlace;
import dev.mcpoauth.oauth.StorePlace.InFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A look at one account of a SQLite store, for a program that is gone the next moment: one
/// connection that can only read.
///
/// It looks where everything is as [Store#open] would leave it, and nowhere else.
///
/// @param place the database
/// @param vault where its key is
public record AccountGlance(String place, KeyVault vault) {
    /// The account at a provider with this login, e-mail address or subject, or the only one there;
    /// empty where that is not so plain, or where its use has to be written down; throws
    /// [StoreException].
    public Optional<Account> at(String provider, String label, Instant now) {
        if (!(StorePlace.of(place) instanceof InFile(Path file))) {
            return Optional.empty();
        }
        if (!Files.exists(file) || SqliteFile.onlyReadable(file)) {
            return Optional.empty();
        }
        SqliteFile.requireOwn(file);
        Sealer sealer = Sealer.open(vault, false);
        // the cipher and the database take the same time to get ready, on two processors at once
        Thread.ofPlatform().daemon().start(sealer::prepare);
        ServiceAccounts accounts = new ServiceAccounts(sealer);
        try (Transaction tx = SqliteFile.connectToRead(file, Duration.ZERO)) {
            Optional<Account> found =
                    settled(tx, file) ? accounts.named(tx, provider, label) : Optional.empty();
            return found.isPresent() && used(tx, found.get(), now) ? found : Optional.empty();
        } catch (SqlFailure e) {
            throw Trouble.of(e, file);
        }
    }

    private static boolean used(Transaction tx, Account account, Instant now) {
        Instant hour = now.minus(LastUses.QUICKEST);
        return new LastUses().since(tx, LastUses.Kind.ACCOUNT, account.id(), hour);
    }

    /// Whether opening the store would neither bring its schema up to date nor notice that it is an
    /// older copy. The key needs no check of its own: a value that it opens was sealed with it.
    private static boolean settled(Transaction tx, Path file) {
        return new Migrations(Dialect.SQLITE, file.toString()).current(tx)
                && Generation.kept(tx, file);
    }
}
