package dev.mcpoauth.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    private final ListenOptions listen = new ListenOptions();
    final ProviderOptions providers = new ProviderOptions();
    final ProtectOptions protect = new ProtectOptions();

    @Nullable String host;

    @Nullable String publicUrl;

    @Nullable Registration registration;

    @Nullable String accessTtl;

    @Nullable String refreshTtl;

    boolean allowHttpPublic;

    @Nullable String tlsCert;

    @Nullable String tlsKey;

    boolean background;

    @Nullable Path readyFile;

    @Nullable Path pidFile;

    @Nullable String idleTimeout;

    LogFormat logFormat = LogFormat.TEXT;

    @Nullable String inspector;

    boolean demo;

    /// How they are written.
    void on(Flags flags) {
        listen.on(flags);
        providers.on(flags);
        protect.on(flags);
        outside(flags);
        process(flags);
    }

    private void outside(Flags flags) {
        flags.text(
                "--host ADDRESS", "The address to listen on (127.0.0.1 and ::1).", v -> host = v);
        flags.text(
                "--public-url URL",
                "The URL that clients use, when it is not the address listened on.",
                v -> publicUrl = v);
        flags.one(
                "--registration WHO",
                "Who may register clients: ${COMPLETION-CANDIDATES}.",
                Registration.class,
                v -> registration = v);
        flags.text(
                "--access-ttl DURATION",
                "How long access tokens live, such as 1h.",
                v -> accessTtl = v);
        flags.text(
                "--refresh-ttl DURATION",
                "How long refresh tokens live, such as 30d.",
                v -> refreshTtl = v);
        flags.yes(
                "--allow-http-public",
                "Allow a public URL without https, for a network you trust.",
                v -> allowHttpPublic = v);
        flags.text(
                "--tls-cert FILE",
                "Serve https with this PEM certificate chain.",
                v -> tlsCert = v);
        flags.text("--tls-key FILE", "Its PKCS #8 private key.", v -> tlsKey = v);
    }

    private void process(Flags flags) {
        flags.yes(
                "--background",
                "Start it as a process of its own, and return when it is ready.",
                v -> background = v);
        flags.one(
                "--ready-file FILE",
                "Write the ready event (JSON) into this file when the broker answers.",
                Path.class,
                v -> readyFile = v);
        flags.one(
                "--pid-file FILE",
                "Write the process id into this file; removed at the end.",
                Path.class,
                v -> pidFile = v);
        flags.text(
                "--idle-timeout DURATION",
                "Stop when there was no request for this long.",
                v -> idleTimeout = v);
        flags.one(
                "--log-format FORM",
                "Form of the log on stderr: ${COMPLETION-CANDIDATES}.",
                LogFormat.class,
                v -> logFormat = v);
        flags.text(
                "--inspector on|off",
                "The flow inspector, and mcp-oauth trace: on or off (on where only this computer"
                        + " reaches the broker).",
                v -> inspector = v);
        flags.yes("--demo", "Also run the built-in demo service.", v -> demo = v);
    }

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
