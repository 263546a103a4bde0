package dev.mcpoauth.cli;

import java.net.URI;
import java.util.List;

/// An address of a server that somebody typed.
final class WebAddress {
    private static final List<String> SCHEMES = List.of("http", "https");

    private WebAddress() {}

    /// The http or https URL that was said; ends the command with its help where it is none.
    static URI of(String said, String help) {
        try {
            URI uri = URI.create(said);
            if (SCHEMES.contains(String.valueOf(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new CliError(ExitCode.USAGE, said + " is not an http URL", help);
    }
}
