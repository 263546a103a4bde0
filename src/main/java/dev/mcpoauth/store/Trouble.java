package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// What a database's error means for the broker and for people.
final class Trouble {
    private static final String DATA_CORRUPTED = "XX001";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String STARTING = "57P03";
    private static final String NO_CONNECTION = "08";
    private static final String NO_ENTRY = "28";

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
                    case UNREACHABLE -> what + " cannot be reached";
                    case REFUSED -> what + " does not take this user and password";
                    case UNAVAILABLE, PLACE, NEWER_SCHEMA, EXISTS, KEY, SEALED ->
                            what + " cannot be used" + advice(e);
                };
        return new StoreException(kind, sentence + " (" + e.getMessage() + ")", e);
    }

    /// The same for a SQLite file, which some process may hold.
    static StoreException of(SqlFailure e, Path file) {
        return busy(e) ? held(file, Holder.writing(file), e) : of(e, file.toString());
    }

    /// A file that a process, if it is known, keeps from us.
    static StoreException held(Path file, Optional<ProcessHandle> holder, SqlFailure e) {
        String who = holder.map(Holder::name).orElse("another process");
        String look = holder.map(process -> "ps -fp " + process.pid()).orElse("lsof " + file);
        return new StoreException(Kind.LOCKED, file + " is held by " + who, e).lookedAtBy(look);
    }

    /// WAL needs memory that processes share through a file, which network disks do not give, and
    /// full ones no more of.
    private static String advice(SQLException e) {
        if (e instanceof SQLiteException sqlite
                && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE) {
            return ": its disk is full";
        }
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

    private static Kind kind(@Nullable String state) {
        if (state == null) {
            return Kind.UNAVAILABLE;
        }
        if (state.startsWith(NO_CONNECTION) || state.equals(STARTING)) {
            return Kind.UNREACHABLE;
        }
        if (state.startsWith(NO_ENTRY)) {
            return Kind.REFUSED;
        }
        if (state.equals(LOCK_NOT_AVAILABLE)) {
            return Kind.LOCKED;
        }
        return state.equals(DATA_CORRUPTED) ? Kind.DAMAGED : Kind.UNAVAILABLE;
    }
}
