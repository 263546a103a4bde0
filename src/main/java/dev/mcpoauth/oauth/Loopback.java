package dev.mcpoauth.oauth;

import java.util.Set;

/// The names that a URL has for this very computer.
///
/// [RFC 8252 7.3](https://www.rfc-editor.org/rfc/rfc8252#section-7.3)
public final class Loopback {
    /// Hosts as they stand in a URL: lower case, IPv6 in brackets, no port.
    public static final Set<String> HOSTS = Set.of("127.0.0.1", "localhost", "[::1]");

    private Loopback() {}
}
