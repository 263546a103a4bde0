package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A request that a broker has begun to answer, and a port that takes no more of them.
final class Waiting {
    private Waiting() {}

    /// Sends the head of a revocation; the server waits for its seven bytes of body when this
    /// returns.
    static BufferedReader request(Socket socket) throws IOException {
        String head =
                """
                POST /revoke HTTP/1.1
                Host: 127.0.0.1
                Expect: 100-continue
                Content-Type: application/x-www-form-urlencoded
                Content-Length: 7

                """;
        socket.getOutputStream()
                .write(head.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        BufferedReader answer =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        assertEquals("HTTP/1.1 100 Continue", answer.readLine());
        assertEquals("", answer.readLine());
        return answer;
    }

    static void untilRefused(int port) {
        while (true) {
            try (Socket more = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
                assertTrue(more.isConnected());
                Thread.onSpinWait();
            } catch (IOException e) {
                return;
            }
        }
    }
}
