package dev.mcpoauth.config;

import dev.mcpoauth.oauth.Loopback;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.StorePlace;
import dev.mcpoauth.oauth.StorePlace.InFile;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Turns the merged JSON into checked [Settings].
final class SettingsShape {
    private static final int DEFAULT_PORT = 8787;

    private final Map<String, Object> root;
    private final Folders folders;

    SettingsShape(Map<String, Object> root, Folders folders) {
        this.root = root;
        this.folders = folders;
    }

    Settings settings() {
        Map<String, Object> listen = object("listen");
        int port = port("listen.port", listen.get("port"));
        TlsFiles tls = tls(listen);
        String usual = (tls == null ? "http" : "https") + "://127.0.0.1:" + port;
        boolean plain = Boolean.TRUE.equals(listen.get("allow_http_public"));
        String issuer = issuer(text(root.get("issuer"), usual), plain);
        String database = database();
        return new Settings(
                issuer,
                text(listen.get("host"), "127.0.0.1"),
                port,
                providers(),
                resources(issuer),
                tokens(object("tokens")),
                registration(),
                database,
                care(),
                key(database),
                tls,
                folders.runtimeOf(database),
                operations(listen.get("operations")),
                new DoorShape(listen, object("log"), object("cimd"), root.get("inspector"))
                        .settings(root.get("rate_limits")));
    }

    private static String issuer(String text, boolean plain) {
        try {
            URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            // RFC 8414 2: https with no query or fragment; http only on loopback, for development
            boolean secure =
                    "https".equals(uri.getScheme())
                            || ("http".equals(uri.getScheme())
                                    && (plain || Loopback.HOSTS.contains(uri.getHost())));
            boolean plainly =
                    uri.getHost() != null
                            && uri.getRawUserInfo() == null
                            && uri.getQuery() == null
                            && uri.getFragment() == null
                            && uri.normalize().equals(uri);
            if (secure && plainly) {
                return apart(uri).toString();
            }
        } catch (URISyntaxException e) {
            throw refusedIssuer(text);
        }
        throw refusedIssuer(text);
    }

    /// What is asked below such a path could be the broker's own page or one below its issuer.
    private static URI apart(URI issuer) {
        String path = issuer.getRawPath();
        if (!path.isEmpty() && ResourceShape.isTaken(path.substring(1))) {
            throw SettingsProblem.about(
                    "issuer",
                    "must have another path than " + path + ", where the broker has pages");
        }
        return issuer;
    }

    private static SettingsProblem refusedIssuer(String text) {
        return SettingsProblem.about(
                "issuer",
                "must be https (or http on loopback) with a host name that DNS allows, and without"
                        + " user, dot segments, query and fragment, not '"
                        + text
                        + "'");
    }

    private Map<String, Map<String, Object>> providers() {
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        object("providers")
                .forEach((name, value) -> all.put(name, map("providers." + name, value)));
        return all;
    }

    private Map<String, ResourceSettings> resources(String issuer) {
        Map<String, ResourceSettings> all = new LinkedHashMap<>();
        object("resources")
                .forEach((name, value) ->
                        all.put(
                                name,
                                new ResourceShape(issuer, name, map("resources", value))
                                        .settings()));
        if (all.isEmpty()) {
            Scope scopes = Scope.of("mcp:read", "mcp:write");
            all.put("mcp", ResourceSettings.of("mcp", issuer + "/mcp", scopes));
        }
        return all;
    }

    private static TokenLifetimes tokens(Map<String, Object> json) {
        TokenLifetimes usual = TokenLifetimes.DEFAULT;
        return new TokenLifetimes(
                longer(json, "code_ttl", usual.code()),
                longer(json, "access_ttl", usual.access()),
                longer(json, "refresh_ttl", usual.refresh()),
                longer(json, "refresh_max", usual.refreshMax()),
                duration(json, "refresh_grace", usual.refreshGrace()),
                longer(json, "pending_ttl", usual.pending()));
    }

    /// What is over when it is issued is of no use to anybody.
    private static Duration longer(Map<String, Object> json, String name, Duration usual) {
        Duration value = duration(json, name, usual);
        if (value.isZero()) {
            throw SettingsProblem.about("tokens." + name, "must be longer than 0");
        }
        return value;
    }

    private String registration() {
        String value = text(root.get("registration"), "open");
        if (!List.of("open", "token", "off").contains(value)) {
            throw SettingsProblem.about(
                    "registration", "is open, token or off, not '" + value + "'");
        }
        return value;
    }

    private StoreCare care() {
        String file = text(root.get("database_password_file"), "");
        String command = text(root.get("database_password_command"), "");
        if (!file.isEmpty() && !command.isEmpty()) {
            throw SettingsProblem.about(
                    "database_password_command",
                    "is one too many: database_password_file or database_password_command");
        }
        return new StoreCare(file, command, StoreCare.kept(object("audit").get("keep")), null);
    }

    private KeySource key(String database) {
        List<String> given =
                Stream.of("key_file", "key_command", "key_keyring")
                        .filter(name -> root.get(name) != null)
                        .filter(name -> !Boolean.FALSE.equals(root.get(name)))
                        .toList();
        if (given.size() > 1) {
            throw SettingsProblem.about(
                    given.getLast(), "is one too many: " + String.join(" or ", given));
        }
        return switch (given.isEmpty() ? "key_file" : given.getFirst()) {
            case "key_command" -> new KeySource.FromCommand(text(root.get("key_command"), ""));
            case "key_keyring" ->
                    new KeySource.InKeyring(
                            StorePlace.of(database) instanceof InFile(Path file)
                                    ? file.toAbsolutePath().toString()
                                    : database);
            default -> new KeySource.InFile(path("key_file", folders.config().resolve("key")));
        };
    }

    /// `9464`, or with an address other than loopback `10.0.0.1:9464`.
    private static @Nullable InetSocketAddress operations(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        String text = value.toString();
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "127.0.0.1" : text.substring(0, colon);
        int port = port("listen.operations", text.substring(colon + 1));
        return new InetSocketAddress(host.replaceAll("[\\[\\]]", ""), port);
    }

    private static @Nullable TlsFiles tls(Map<String, Object> listen) {
        Object certificate = listen.get("tls_cert");
        Object key = listen.get("tls_key");
        if (certificate == null && key == null) {
            return null;
        }
        if (certificate == null || key == null) {
            throw SettingsProblem.about(
                    certificate == null ? "listen.tls_key" : "listen.tls_cert",
                    "is not enough: https needs both tls_cert and tls_key");
        }
        return new TlsFiles(Path.of(certificate.toString()), Path.of(key.toString()));
    }

    /// A file, or the URL of a PostgreSQL database in any of its three spellings.
    private String database() {
        String value = text(root.get("database"), "");
        if (value.isEmpty()) {
            return folders.state().resolve("mcp-oauth.db").toString();
        }
        String url = value.replaceFirst("^(jdbc:)?postgres(ql)?:", "jdbc:postgresql:");
        if (StorePlace.of(url) instanceof InFile) {
            return value;
        }
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new SettingsProblem("database is a file or a jdbc:postgresql: URL");
        }
        if (url.matches("(?i).*([?&]password=|//[^/@]*:[^/@]*@).*")) {
            throw new SettingsProblem(
                    "the database URL holds a password, which others could read; put it into"
                            + " ~/.pgpass or a file that database_password_file names");
        }
        return url;
    }

    private Path path(String name, Path usual) {
        Object value = root.get(name);
        return value == null ? usual : Path.of(value.toString());
    }

    private Map<String, Object> object(String name) {
        Object value = root.get(name);
        return value == null ? Map.of() : map(name, value);
    }

    static Map<String, Object> map(String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return SettingsReader.strings(map);
        }
        throw new SettingsProblem("setting '" + name + "' must be an object");
    }

    private static String text(@Nullable Object value, String usual) {
        return value == null ? usual : value.toString();
    }

    private static Duration duration(Map<String, Object> json, String name, Duration usual) {
        Object value = json.get(name);
        try {
            return value == null ? usual : Durations.parse(value.toString());
        } catch (SettingsProblem e) {
            throw SettingsProblem.about("tokens." + name, "is wrong: " + e.getMessage());
        }
    }

    private static int port(String setting, @Nullable Object value) {
        try {
            int port = value == null ? DEFAULT_PORT : Integer.parseInt(value.toString());
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // told below, with the value
        }
        throw SettingsProblem.about(setting, "is a number from 0 to 65535, not '" + value + "'");
    }
}
