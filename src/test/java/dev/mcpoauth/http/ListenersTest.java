package dev.mcpoauth.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which addresses a broker takes, before it does anything else.
final class ListenersTest {
    private static final InetAddress SIX = InetAddress.ofLiteral("::1");

    @Test
    void loopback_is_both_families_where_both_exist_F_25() throws IOException {
        try (Listeners listeners = Listeners.bind(settings("127.0.0.1", 0))) {
            reach(InetAddress.ofLiteral("127.0.0.1"), listeners.port());
            assertEquals(ipv6(), listeners.both());
            if (listeners.both()) {
                reach(SIX, listeners.port());
            }
        }
    }

    @Test
    void another_address_is_that_address_only() throws IOException {
        try (Listeners listeners = Listeners.bind(settings("127.0.0.2", 0))) {
            reach(InetAddress.ofLiteral("127.0.0.2"), listeners.port());
            assertThrows(
                    IOException.class,
                    () -> reach(InetAddress.ofLiteral("127.0.0.1"), listeners.port()));
        }
    }

    @Test
    void a_stranger_on_either_family_is_a_taken_port_F_24() throws IOException {
        for (InetAddress stranger : new InetAddress[] {InetAddress.ofLiteral("127.0.0.1"), SIX}) {
            if (stranger.equals(SIX) && !ipv6()) {
                continue;
            }
            try (ServerSocket taken = new ServerSocket(0, 1, stranger)) {
                Settings settings = settings("127.0.0.1", taken.getLocalPort());
                PortInUse told =
                        assertThrows(PortInUse.class, () -> Listeners.bind(settings).close());
                assertEquals("port " + taken.getLocalPort() + " is in use", told.getMessage());
            }
        }
    }

    private static void reach(InetAddress address, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 10_000);
            assertTrue(socket.isConnected());
        }
    }

    private static boolean ipv6() {
        try (ServerSocket six = new ServerSocket(0, 1, SIX)) {
            return six.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static Settings settings(String host, int port) {
        return new SettingsReader(Map.of("HOME", "/nowhere"), Path.of("/nowhere"))
                .read(new Overrides(null, null, Map.of("listen.host", host, "listen.port", port)));
    }
}
