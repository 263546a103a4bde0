package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// What a database's error means for the broker and for people.
final class Trouble {
    private static final String DATA_CORRUPTED = "XX001";
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private Trouble() {}

    /// The failure as the store's own; `what` is the database's name for people.
    static StoreException of(SqlFailure e, String what) {
        return of(e.sql(), what);
    }

    /// The error as the store's own; `what` is the database's name for people.
    static StoreException of(SQLException e, String what) {
        Kind kind = e instanceof SQLiteException sqlite ? kind(sqlite) : kind(e.getSQLState());
        String sentence =
                switch (kind) {
                    case LOCKED -> what + " is held by another process";
                    case DAMAGED -> what + " is not a sound database; nothing was written to it";
                    case UNAVAILABLE, NEWER_SCHEMA, EXISTS, KEY, SEALED ->
                            what + " cannot be used" + advice(e);
                };
        return new StoreException(kind, sentence + " (" + e.getMessage() + ")", e);
    }

    /// WAL needs memory that processes share through a file, which network disks do not give.
    private static String advice(SQLException e) {
        boolean shared =
                e instanceof SQLiteException sqlite
                        && sqlite.getResultCode().name().startsWith("SQLITE_IOERR_SHM");
        return shared || SqliteFile.NO_WAL.equals(e.getSQLState())
                ? ": its file system has no shared memory; put it on a local disk"
                : "";
    }

    static boolean busy(SqlFailure e) {
        return e.sql() instanceof SQLiteException sqlite && kind(sqlite) == Kind.LOCKED;
    }

    private static Kind kind(SQLiteException e) {
        SQLiteErrorCode code = e.getResultCode();
        if (code.name().startsWith("SQLITE_BUSY") || code.name().startsWith("SQLITE_LOCKED")) {
            return Kind.LOCKED;
        }
        return code.name().startsWith("SQLITE_CORRUPT") || code == SQLiteErrorCode.SQLITE_NOTADB
                ? Kind.DAMAGED
                : Kind.UNAVAILABLE;
    }

    private static Kind kind(@org.jspecify.annotations.Nullable String state) {
        if (LOCK_NOT_AVAILABLE.equals(state)) {
            return Kind.LOCKED;
        }
        return DATA_CORRUPTED.equals(state) ? Kind.DAMAGED : Kind.UNAVAILABLE;
    }
}
