package dev.mcpoauth.oauth;

import java.nio.file.Path;

/// What kind of place a store is, for the settings that name it and the store that opens it.
public sealed interface StorePlace {
    /// A file of this machine.
    ///
    /// @param file the file, as it was said
    record InFile(Path file) implements StorePlace {}

    /// A database on a server.
    ///
    /// @param url its JDBC URL
    record OnServer(String url) implements StorePlace {}

    /// The place that the settings call this: a JDBC URL is a server, everything else a file.
    static StorePlace of(String said) {
        return said.startsWith("jdbc:") ? new OnServer(said) : new InFile(Path.of(said));
    }
}
