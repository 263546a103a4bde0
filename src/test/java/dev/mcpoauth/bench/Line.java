package dev.mcpoauth.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/// The bytes of one connection to this computer.
sealed interface Line {
    int TIMEOUT_MS = 30_000;

    /// Waits for bytes; how many were read, -1 at the end.
    int read(byte[] into, int from, int most) throws IOException;

    void write(byte[] all) throws IOException;

    void close() throws IOException;

    /// Closes it and opens another like it.
    Line again() throws IOException;

    /// One whose thread waits for each answer.
    static Line waiting(int port) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.connect(there(port), TIMEOUT_MS);
        return new Waiting(port, socket);
    }

    /// One of many that a thread has: the selector tells when there is something to read.
    static Line watched(int port, Selector selector, Runnable told) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.socket().setTcpNoDelay(true);
        channel.socket().connect(there(port), TIMEOUT_MS);
        channel.configureBlocking(false);
        return new Watched(port, channel, channel.register(selector, SelectionKey.OP_READ, told));
    }

    private static InetSocketAddress there(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /// Its thread waits.
    record Waiting(int port, Socket socket) implements Line {
        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            return socket.getInputStream().read(into, from, most);
        }

        @Override
        public void write(byte[] all) throws IOException {
            socket.getOutputStream().write(all);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }

        @Override
        public Line again() throws IOException {
            close();
            return waiting(port);
        }
    }

    /// Its thread waits for many, and for one only where an answer comes in pieces.
    record Watched(int port, SocketChannel channel, SelectionKey key) implements Line {
        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            ByteBuffer room = ByteBuffer.wrap(into, from, most);
            int some = channel.read(room);
            while (some == 0) {
                await(SelectionKey.OP_READ);
                some = channel.read(room);
            }
            return some;
        }

        @Override
        public void write(byte[] all) throws IOException {
            for (ByteBuffer rest = ByteBuffer.wrap(all); rest.hasRemaining(); ) {
                if (channel.write(rest) == 0) {
                    await(SelectionKey.OP_WRITE);
                }
            }
        }

        private void await(int what) throws IOException {
            try (Selector own = Selector.open()) {
                channel.register(own, what);
                if (own.select(TIMEOUT_MS) == 0) {
                    throw new SocketTimeoutException("no answer");
                }
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }

        @Override
        public Line again() throws IOException {
            close();
            return watched(port, key.selector(), (Runnable) key.attachment());
        }
    }
}
