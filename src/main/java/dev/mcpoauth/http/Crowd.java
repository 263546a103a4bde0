package dev.mcpoauth.http;

/// How many connections may be open at once: as many as files and memory allow. The others wait in
/// the queue of the port.
final class Crowd {
    /// What one may hold while its request comes: a body of 64 KB as it is read, 45 KB of thread
    /// and buffers (measured), and its head.
    private static final int BYTES = 128 * 1024;

    private static final int FEWEST = 8;

    private Crowd() {}

    /// Of this process. Half of its memory is for connections, as large bodies have a quarter.
    static int most() {
        int bySize = bySize(Runtime.getRuntime().maxMemory() / 2);
        return Math.min(bySize, OpenFiles.connections().orElse(bySize));
    }

    /// How many fit into this many bytes.
    static int bySize(long bytes) {
        return Math.clamp(bytes / BYTES, FEWEST, Integer.MAX_VALUE);
    }
}
