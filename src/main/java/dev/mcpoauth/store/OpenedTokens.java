package dev.mcpoauth.store;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the sealed columns of the accounts in use were last opened to.
///
/// Opening costs more than reading the row, and most requests read the same row as the one before.
/// What is remembered counts only while the row holds the very bytes that it was opened from, so
/// that it is never older than the row.
final class OpenedTokens {
    private final Map<Long, Opened> entries = new Recent<>();

    private record Opened(Sealed sealed, Plain plain) {}

    /// The sealed columns of a row.
    @SuppressWarnings("ArrayRecordComponent") // compared by [#same]
    record Sealed(byte[] accessToken, byte @Nullable [] refreshToken, byte[] extra) {
        boolean same(Sealed other) {
            return Arrays.equals(accessToken, other.accessToken)
                    && Arrays.equals(refreshToken, other.refreshToken)
                    && Arrays.equals(extra, other.extra);
        }
    }

    /// The same in the clear.
    record Plain(String accessToken, @Nullable String refreshToken, Map<String, String> extra) {
        /// Hides the tokens.
        @Override
        public String toString() {
            return "Plain[hidden]";
        }
    }

    /// What an account's columns hold; empty when they cannot be opened.
    Optional<Plain> of(long account, Sealed sealed, Supplier<Plain> opening) {
        Opened last = last(account);
        if (last != null && last.sealed().same(sealed)) {
            return Optional.of(last.plain());
        }
        try {
            Plain plain = opening.get();
            keep(account, sealed, plain);
            return Optional.of(plain);
        } catch (StoreException e) {
            return Optional.empty();
        }
    }

    private synchronized @Nullable Opened last(long account) {
        return entries.get(account);
    }

    /// What has just been sealed need not be opened.
    synchronized void keep(long account, Sealed sealed, Plain plain) {
        entries.put(account, new Opened(sealed, plain));
    }
}
