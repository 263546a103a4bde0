package dev.mcpoauth.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The product under load, started as everybody starts it, with its limits per address off.
final class OurBroker {
    private static final Server.Kind KIND = new Server.Kind("mcp-oauth", "mcp:read", Map.of());

    private OurBroker() {}

    static Server start(Path home) throws IOException {
        return start(home, Files.createTempDirectory("mcp-oauth-bench"));
    }

    /// Another version of it, by the name of its folder.
    static Server startOther(Path home) throws IOException {
        Path data = Files.createTempDirectory("mcp-oauth-bench");
        return start(new Server.Kind(home.toString(), KIND.scope(), Map.of()), home, data);
    }

    /// With its data in PostgreSQL, and its key in a folder: the same for every start.
    static Server startOn(String store, Path home, Path data) throws IOException {
        Server.Kind kind = new Server.Kind("mcp-oauth, PostgreSQL", KIND.scope(), Map.of());
        return start(kind, home, data, "--store", store);
    }

    static Server start(Path home, Path data) throws IOException {
        return start(KIND, home, data);
    }

    private static Server start(Server.Kind kind, Path home, Path data, String... more)
            throws IOException {
        Path config = data.resolve("bench.json");
        Files.writeString(config, "{\"rate_limits\": false}");
        List<String> command =
                new ArrayList<>(List.of(launcher(home), "serve", "--demo", "--port", "0"));
        command.addAll(List.of("--data-dir", data.toString(), "--config", config.toString()));
        command.addAll(List.of(more));
        return Server.start(kind, command, Map.of());
    }

    /// With the files where a user has them.
    static Server startIn(Path home, Map<String, String> folders) throws IOException {
        return Server.start(
                KIND, List.of(launcher(home), "serve", "--demo", "--port", "0"), folders);
    }

    /// The launcher of a checkout or of a release.
    static String launcher(Path home) {
        Path checkout = home.resolve("scripts/mcp-oauth");
        return (Files.exists(checkout) ? checkout : home.resolve("bin/mcp-oauth")).toString();
    }
}
