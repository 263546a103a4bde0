package dev.mcpoauth.http;

import dev.mcpoauth.broker.Metadata;
import dev.mcpoauth.json.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The metadata documents as bytes: they change with the settings only, so they are made once, when
/// somebody asks first.
final class Documents {
    private final Metadata metadata;
    private volatile @Nullable Made made;

    private record Made(byte[] server, Map<String, byte[]> resources) {}

    Documents(Metadata metadata) {
        this.metadata = metadata;
    }

    /// The authorization server's.
    byte[] server() {
        return made().server();
    }

    /// The one of the MCP server at this path, with or without a slash at its end.
    Optional<byte[]> resource(String path) {
        String wanted = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return Optional.ofNullable(made().resources().get(wanted));
    }

    private Made made() {
        Made known = made;
        if (known == null) {
            Map<String, byte[]> resources = new HashMap<>();
            metadata.protectedResources()
                    .forEach((path, body) -> resources.put(path, Json.bytes(body)));
            known = new Made(Json.bytes(metadata.authorizationServer()), resources);
            made = known;
        }
        return known;
    }
}
