package dev.mcpoauth.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A service that takes every request and never ends its answer: it says nothing, or one byte of a
/// long answer now and then.
public final class DeafService implements AutoCloseable {
    private static final String LONG_ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n";
    private static final long PAUSE_NANOS = 20_000_000;

    private final ServerSocket door;
    private final boolean drips;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger asked = new AtomicInteger();

    /// Listens on a free port.
    public DeafService(boolean drips) {
        this.drips = drips;
        try {
            this.door = new ServerSocket(0, 200, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::listen);
    }

    /// An address on it.
    public String url() {
        return "http://127.0.0.1:" + door.getLocalPort() + "/token";
    }

    /// How many requests have come.
    public int asked() {
        return asked.get();
    }

    /// How many of them wait for their answer.
    public int waiting() {
        return open.size();
    }

    private void listen() {
        while (!door.isClosed()) {
            try {
                Socket socket = door.accept();
                Thread.ofVirtual().start(() -> hold(socket));
            } catch (IOException e) {
                // closed under the wait
                return;
            }
        }
    }

    private void hold(Socket socket) {
        try (socket) {
            byte[] some = new byte[8192];
            if (socket.getInputStream().read(some) < 0) {
                return;
            }
            open.add(socket);
            asked.incrementAndGet();
            if (drips) {
                drip(socket);
            }
            while (socket.getInputStream().read(some) >= 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException e) {
            // the broker has gone
            return;
        } finally {
            open.remove(socket);
        }
    }

    private static void drip(Socket socket) throws IOException {
        socket.getOutputStream().write(LONG_ANSWER.getBytes(StandardCharsets.US_ASCII));
        while (!socket.isClosed()) {
            try {
                socket.getOutputStream().write(' ');
            } catch (SocketException e) {
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /// Waits until so many requests wait for an answer.
    public void awaitWaiting(int count) {
        while (waiting() != count) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /// Hangs up on everybody and takes nobody any more.
    public void hangUp() {
        close();
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
