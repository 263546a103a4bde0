package dev.mcpoauth.bench;

import java.io.Closeable;
import java.io.IOException;

/// Something with connections to a server.
interface Connected extends Closeable {
    /// Ends them and opens others.
    void reopen() throws IOException;
}
