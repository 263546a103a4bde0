package dev.mcpoauth.config;

import dev.mcpoauth.oauth.ResourceUri;
import dev.mcpoauth.oauth.StorePlace;
import dev.mcpoauth.oauth.StorePlace.OnServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Everything that a run of the product is told from outside, checked and complete.
///
/// @param issuer the one fixed name of this authorization server; no trailing slash (RFC 8414 2)
/// @param host the address to listen on; loopback unless told otherwise
/// @param port the port to listen on; 0 lets the system choose
/// @param providers each provider's settings by name, as the file has them
/// @param resources the MCP servers that tokens may be for, by name, in the file's order
/// @param tokens how long codes and tokens live
/// @param registration who may register clients: `open`, `token` or `off`
/// @param database the SQLite file, or the `jdbc:postgresql:` URL of a PostgreSQL database
/// @param care how the database is opened and kept small
/// @param key where the key that seals service tokens comes from
/// @param tls the files for https; null where something before the broker does it, or nothing
/// @param runtime the files of the running broker
/// @param operations where metrics are given; null for nowhere
/// @param door how it meets strangers
public record Settings(
        String issuer,
        String host,
        int port,
        Map<String, Map<String, Object>> providers,
        Map<String, ResourceSettings> resources,
        TokenLifetimes tokens,
        String registration,
        String database,
        StoreCare care,
        KeySource key,
        @Nullable TlsFiles tls,
        RuntimeFiles runtime,
        @Nullable InetSocketAddress operations,
        DoorSettings door) {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

    /// Copies the maps, keeping their order.
    public Settings {
        providers = new LinkedHashMap<>(providers);
        resources = new LinkedHashMap<>(resources);
    }

    /// Whether only programs of this computer can reach the broker.
    public boolean onLoopback() {
        return LOOPBACK.contains(host);
    }

    /// Whether the flow inspector is there: as told, otherwise where nobody else can reach it.
    public boolean inspects() {
        Boolean told = door.inspector();
        return told == null ? onLoopback() : told;
    }

    /// Whether the database is on a server, and no file.
    public boolean onServer() {
        return StorePlace.of(database) instanceof OnServer;
    }

    /// The folder of the database; of the key file where the database is on a server.
    public Path dataDir() {
        Path file =
                onServer() && key instanceof KeySource.InFile(Path keyFile)
                        ? keyFile
                        : Path.of(database);
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file : parent;
    }

    /// The resource with this canonical URL.
    public Optional<ResourceSettings> resource(String url) {
        return resources.values().stream().filter(r -> r.url().equals(url)).findFirst();
    }

    /// The paths of the protected MCP servers as they are sent, without a slash at the end.
    public Set<String> resourcePaths() {
        return resources.values().stream()
                .map(resource -> ResourceUri.trimmed(URI.create(resource.url()).getRawPath()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The same settings served from another address: issuer and resource URLs follow it.
    public Settings at(String newIssuer, int newPort) {
        Map<String, ResourceSettings> moved = new LinkedHashMap<>();
        resources.forEach((name, resource) -> moved.put(name, resource.moved(issuer, newIssuer)));
        return new Settings(
                newIssuer,
                host,
                newPort,
                providers,
                moved,
                tokens,
                registration,
                database,
                care,
                key,
                tls,
                runtime,
                operations,
                door);
    }

    /// The same settings with other providers.
    public Settings withProviders(Map<String, Map<String, Object>> other) {
        return new Settings(
                issuer,
                host,
                port,
                other,
                resources,
                tokens,
                registration,
                database,
                care,
                key,
                tls,
                runtime,
                operations,
                door);
    }

    /// The same settings with another way to open the database.
    public Settings with(StoreCare other) {
        return new Settings(
                issuer,
                host,
                port,
                providers,
                resources,
                tokens,
                registration,
                database,
                other,
                key,
                tls,
                runtime,
                operations,
                door);
    }

    /// These settings with everything of newer ones that can change while a broker runs. Address,
    /// issuer, database, key and https files stay: they need a restart.
    public Settings reloaded(Settings fresh) {
        Settings moved = fresh.at(issuer, port);
        return new Settings(
                issuer,
                host,
                port,
                moved.providers,
                moved.resources,
                moved.tokens,
                moved.registration,
                database,
                care,
                key,
                tls,
                runtime,
                operations,
                moved.door);
    }

    /// Whether newer settings differ in something that needs a restart.
    public boolean needsRestart(Settings fresh) {
        return !(issuer.equals(fresh.issuer)
                && host.equals(fresh.host)
                && port == fresh.port
                && database.equals(fresh.database)
                && care.equals(fresh.care)
                && key.equals(fresh.key)
                && Objects.equals(operations, fresh.operations)
                && Objects.equals(tls, fresh.tls));
    }
}
