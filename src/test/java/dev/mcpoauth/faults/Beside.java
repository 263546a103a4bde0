package dev.mcpoauth.faults;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.ledger.BrokerProcess;
import dev.mcpoauth.testkit.FakeService;
import dev.mcpoauth.testkit.LoopbackClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A pretend service, a free port and a folder, beside which a test starts a real broker.
final class Beside implements AutoCloseable {
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

    private final FakeService service = FakeService.start();
    private final Path settings;
    private final Path data;
    private final int port;

    /// Settings of one provider are bent by `more`.
    Beside(Path folder, Map<String, Object> more) throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            this.port = socket.getLocalPort();
        }
        Map<String, Object> provider = new LinkedHashMap<>(service.providerSettings());
        provider.putAll(more);
        this.data = Files.createDirectories(folder.resolve("data"));
        this.settings =
                Files.writeString(
                        folder.resolve("settings.json"),
                        Json.write(
                                Map.of(
                                        "issuer", issuer(),
                                        "rate_limits", false,
                                        "providers", Map.of("demo", provider))));
    }

    FakeService service() {
        return service;
    }

    Path data() {
        return data;
    }

    String issuer() {
        return "http://127.0.0.1:" + port;
    }

    BrokerProcess.Start broker() {
        return BrokerProcess.Start.of(settings, data, port);
    }

    /// A client that has found the broker and registered itself.
    LoopbackClient client() {
        LoopbackClient client = new LoopbackClient(issuer() + "/mcp", step -> {});
        client.discover();
        client.register();
        return client;
    }

    /// A whole login, a tool, a refresh, and the tool again.
    void works() {
        try (LoopbackClient client = client()) {
            client.login("alice");
            client.call("whoami");
            client.refresh();
            client.call("whoami");
        }
    }

    /// This many connections, each with these first bytes on it.
    List<Socket> connections(int count, String first) throws IOException {
        return connections(port, count, first);
    }

    static List<Socket> connections(int port, int count, String first) throws IOException {
        List<Socket> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket(HERE, port);
            socket.getOutputStream().write(first.getBytes(StandardCharsets.US_ASCII));
            all.add(socket);
        }
        return all;
    }

    static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Override
    public void close() {
        service.close();
    }
}
