package dev.mcpoauth.bench;

/// Work that is one request and its answer: a single thread can do it on many connections.
///
/// @param wire the connection
/// @param ask sends the next request
/// @param take reads its answer; throws when it is not the right one
record Exchange(Wire wire, Half ask, Half take) implements Load.Task {
    /// One half of it.
    @FunctionalInterface
    interface Half {
        void run() throws Exception;
    }

    @Override
    public void once() throws Exception {
        ask.run();
        take.run();
    }
}
