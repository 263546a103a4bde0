package dev.mcpoauth.embed;

import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.provider.OAuthProvider;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Puts an [OAuthMiddleware] together. Whatever the settings file can say can be said by
/// [#setting]; no file and no variable is read.
public final class OAuthMiddlewareBuilder {
    private final String issuer;
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private final Map<String, Object> providers = new LinkedHashMap<>();
    private final Map<String, Object> resources = new LinkedHashMap<>();
    private final Map<String, Class<? extends OAuthProvider>> classes = new LinkedHashMap<>();
    private Path folder = Path.of(".mcp-oauth", "data");

    OAuthMiddlewareBuilder(String issuer) {
        this.issuer = issuer;
        settings.put("issuer", issuer);
    }

    /// Where the database and its key file are kept; `.mcp-oauth/data` when left out.
    public OAuthMiddlewareBuilder dataDir(Path where) {
        folder = where;
        return this;
    }

    /// The database by itself: an SQLite file or a `jdbc:postgresql:` URL.
    public OAuthMiddlewareBuilder database(String where) {
        return setting("database", where);
    }

    /// The key file by itself.
    public OAuthMiddlewareBuilder keyFile(Path where) {
        return setting("key_file", where.toString());
    }

    /// One more setting, by its name in `mcp-oauth.json`.
    public OAuthMiddlewareBuilder setting(String name, Object value) {
        settings.put(name, value);
        return this;
    }

    /// A provider of data: what the settings file would say under `providers`. With the name of a
    /// preset, `client_id` and `client_secret` are enough.
    public OAuthMiddlewareBuilder provider(String name, Map<String, ?> data) {
        providers.put(name, new LinkedHashMap<String, Object>(data));
        return this;
    }

    /// A provider of your own class; the data wins over what the class knows of its service.
    public OAuthMiddlewareBuilder provider(
            String name, Class<? extends OAuthProvider> type, Map<String, ?> data) {
        classes.put(name, type);
        return provider(name, data);
    }

    /// An endpoint of yours that tokens are for, by its path, and the scopes that it knows.
    public OAuthMiddlewareBuilder resource(String path, String... scopes) {
        String name = path.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
        resources.put(
                name.isEmpty() ? "root" : name,
                Map.of("url", issuer + path, "scopes", List.of(scopes)));
        return this;
    }

    /// Opens the store and builds the providers; throws [dev.mcpoauth.config.SettingsProblem] or
    /// [dev.mcpoauth.store.StoreException].
    public OAuthMiddleware build() {
        if (resources.isEmpty()) {
            resource("/mcp", "mcp:read", "mcp:write");
        }
        settings.put("providers", providers);
        settings.put("resources", resources);
        return new OAuthMiddleware(new Embedded(SettingsReader.of(settings, folder), classes));
    }
}
