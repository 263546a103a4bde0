package dev.mcpoauth.store;

/// Hears how far long work is.
@FunctionalInterface
public interface Watcher {
    /// So many rows of all are done; `table` is the one at hand.
    void at(String table, long rows, long all);
}
