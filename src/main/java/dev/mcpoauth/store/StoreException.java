package dev.mcpoauth.store;

import dev.mcpoauth.oauth.Unavailable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The store cannot do what was asked: the disk, a lock, the file or the key is not as it must be.
public final class StoreException extends Unavailable {
    private static final long serialVersionUID = 1L;

    /// What kind of trouble it is.
    public enum Kind {
        /// Reading or writing failed; trying again later may help.
        UNAVAILABLE,
        /// The server of the database does not answer.
        UNREACHABLE,
        /// The server of the database does not take our user or password.
        REFUSED,
        /// Another process holds the file for too long.
        LOCKED,
        /// The file is not a sound database.
        DAMAGED,
        /// A newer version of the program made the file.
        NEWER_SCHEMA,
        /// The store cannot be where it is said to be.
        PLACE,
        /// A file or a database that must be new is there already.
        EXISTS,
        /// The key is missing, is another one, or others can read it.
        KEY,
        /// One sealed value does not open although the key is right: its row was changed.
        SEALED
    }

    private final Kind kind;
    private @Nullable String look;

    StoreException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    StoreException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /// The same trouble, which a command of the system shows more of.
    StoreException lookedAtBy(String command) {
        look = command;
        return this;
    }

    /// The command of the system that shows more of it, where there is one.
    public Optional<String> look() {
        return Optional.ofNullable(look);
    }

    /// The kind of trouble.
    public Kind kind() {
        return kind;
    }
}
