package dev.mcpoauth.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What `serve` may be told; most of it overrides a setting.
final class ServeOptions {
    /// The forms of the log.
    enum LogFormat {
        /// For people.
        TEXT,
        /// One JSON object a line.
        JSON;

        /// The name on the command line.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Who may register clients.
    enum Registration {
        /// Everybody.
        OPEN,
        /// Who has the initial access token.
        TOKEN,
        /// Nobody over HTTP.
        OFF;

        /// The name on the command line and in the settings.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Mixin ListenOptions listen = new ListenOptions();
    @Mixin ProviderOptions providers = new ProviderOptions();
    @Mixin ProtectOptions protect = new ProtectOptions();

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "The address to listen on (127.0.0.1 and ::1).")
    @Nullable String host;

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = "The URL that clients use, when it is not the address listened on.")
    @Nullable String publicUrl;

    @Option(
            names = "--registration",
            paramLabel = "WHO",
            description = "Who may register clients: ${COMPLETION-CANDIDATES}.")
    @Nullable Registration registration;

    @Option(
            names = "--access-ttl",
            paramLabel = "DURATION",
            description = "How long access tokens live, such as 1h.")
    @Nullable String accessTtl;

    @Option(
            names = "--refresh-ttl",
            paramLabel = "DURATION",
            description = "How long refresh tokens live, such as 30d.")
    @Nullable String refreshTtl;

    @Option(
            names = "--allow-http-public",
            description = "Allow a public URL without https, for a network you trust.")
    boolean allowHttpPublic;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Serve https with this PEM certificate chain.")
    @Nullable String tlsCert;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its PKCS #8 private key.")
    @Nullable String tlsKey;

    @Option(
            names = "--background",
            description = "Start it as a process of its own, and return when it is ready.")
    boolean background;

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "Write the ready event (JSON) into this file when the broker answers.")
    @Nullable Path readyFile;

    @Option(
            names = "--pid-file",
            paramLabel = "FILE",
            description = "Write the process id into this file; removed at the end.")
    @Nullable Path pidFile;

    @Option(
            names = "--idle-timeout",
            paramLabel = "DURATION",
            description = "Stop when there was no request for this long.")
    @Nullable String idleTimeout;

    @Option(
            names = "--log-format",
            paramLabel = "FORM",
            description = "Form of the log on stderr: ${COMPLETION-CANDIDATES}.")
    LogFormat logFormat = LogFormat.TEXT;

    @Option(
            names = "--inspector",
            paramLabel = "on|off",
            description =
                    "The flow inspector, and mcp-oauth trace: on or off (on where only this"
                            + " computer reaches the broker).")
    @Nullable String inspector;

    @Option(names = "--demo", description = "Also run the built-in demo service.")
    boolean demo;

    /// The settings that the flags override, by dotted name.
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>(listen.values());
        values.putAll(protect.values());
        put(values, "listen.host", host);
        put(values, "issuer", publicUrl);
        put(values, "registration", registration);
        put(values, "tokens.access_ttl", accessTtl);
        put(values, "tokens.refresh_ttl", refreshTtl);
        put(values, "listen.tls_cert", tlsCert);
        put(values, "listen.tls_key", tlsKey);
        if (inspector != null) {
            values.put("inspector", on(inspector));
        }
        if (allowHttpPublic) {
            values.put("listen.allow_http_public", true);
        }
        return values;
    }

    private static boolean on(String text) {
        return switch (text) {
            case "on" -> true;
            case "off" -> false;
            default ->
                    throw new CliError(
                            ExitCode.USAGE, "--inspector is on or off, not " + text, null);
        };
    }

    private static void put(Map<String, Object> values, String name, @Nullable Object value) {
        if (value != null) {
            values.put(name, value.toString());
        }
    }
}
