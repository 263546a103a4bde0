package dev.mcpoauth;

import java.io.IOException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.net.URLStreamHandlerFactory;
import org.jspecify.annotations.Nullable;

/// Keeps `java.net.URL` from opening connections in this process: all that it asks of others goes
/// through its HTTP clients, with their limits, their proxy and their guard.
///
/// It spares a search, too. Whoever makes the first cipher of a Java process makes a URL of `http`,
/// and Java looks through every jar of the program for somebody who knows that scheme.
final class ClosedUrls implements URLStreamHandlerFactory {
    /// Closes them for this process; only once, as Java has it.
    static void use() {
        URL.setURLStreamHandlerFactory(new ClosedUrls());
    }

    /// Nothing for the schemes of files, which stay as they are.
    @Override
    public @Nullable URLStreamHandler createURLStreamHandler(String scheme) {
        return switch (scheme) {
            case "http" -> new Closed(80);
            case "https" -> new Closed(443);
            default -> null;
        };
    }

    private static final class Closed extends URLStreamHandler {
        private final int port;

        Closed(int port) {
            this.port = port;
        }

        @Override
        protected int getDefaultPort() {
            return port;
        }

        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            throw new IOException(
                    "java.net.URL opens no connections in mcp-oauth; use java.net.http.HttpClient");
        }
    }
}
