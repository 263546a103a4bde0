package dev.mcpoauth.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Decides for each request who answers it, and knows when the last one was.
///
/// The local socket has its own routes. After a reload the public ones are new for the next
/// request; those under way end as they began.
final class Switchboard implements Filter {
    private final @Nullable Servlet local;
    private volatile @Nullable Servlet reloaded;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile long lastNanos = System.nanoTime();

    Switchboard(@Nullable Servlet local) {
        this.local = local;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain first)
            throws IOException, ServletException {
        underWay.incrementAndGet();
        try {
            Servlet others = LocalDoor.local(request) ? local : reloaded;
            if (others == null) {
                first.doFilter(request, response);
            } else {
                others.service(request, response);
            }
        } finally {
            lastNanos = System.nanoTime();
            underWay.decrementAndGet();
        }
    }

    void reload(Servlet servlet) {
        reloaded = servlet;
    }

    /// Nanoseconds since the last request ended; 0 while one is under way.
    long idleNanos() {
        return underWay.get() > 0 ? 0 : System.nanoTime() - lastNanos;
    }
}
