package dev.mcpoauth.http;

import java.util.concurrent.ThreadFactory;
import org.eclipse.jetty.util.thread.ThreadPool;

/// A virtual thread for each task of the server. Javalin has the same, but makes each of its
/// threads by reflection.
final class VirtualThreads implements ThreadPool {
    private final ThreadFactory threads = Thread.ofVirtual().name("http").factory();

    @Override
    public void execute(Runnable task) {
        threads.newThread(task).start();
    }

    /// There is nothing to wait for: the server itself lets requests end before it stops.
    @Override
    public void join() {}

    @Override
    public int getThreads() {
        return 1;
    }

    @Override
    public int getIdleThreads() {
        return 1;
    }

    @Override
    public boolean isLowOnThreads() {
        return false;
    }
}
