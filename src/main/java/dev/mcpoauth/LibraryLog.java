package dev.mcpoauth;

import java.util.ArrayDeque;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.helpers.SubstituteLogger;
import org.slf4j.jul.JULServiceProvider;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/// What libraries say through slf4j, handed to Java's logging.
///
/// That logging starts with the first line of a library, not with the library: it looks through
/// every jar of the program, and most commands log nothing.
public final class LibraryLog implements SLF4JServiceProvider {
    private final JULServiceProvider provider = new JULServiceProvider();

    /// Makes this the one that slf4j takes, without a search through the jars.
    static void use() {
        System.setProperty("slf4j.provider", LibraryLog.class.getName());
        System.setProperty("slf4j.internal.verbosity", "WARN");
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return Lines::new;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return provider.getMarkerFactory();
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return provider.getMDCAdapter();
    }

    @Override
    public String getRequestedApiVersion() {
        return provider.getRequestedApiVersion();
    }

    @Override
    public void initialize() {}

    /// Java's logging, the moment that it is needed.
    private static final class Behind {
        private static final JULServiceProvider READY = new JULServiceProvider();

        static {
            READY.initialize();
        }
    }

    private static final class Lines extends SubstituteLogger {
        Lines(String name) {
            super(name, new ArrayDeque<>(), true);
        }

        @Override
        public Logger delegate() {
            return Behind.READY.getLoggerFactory().getLogger(getName());
        }

        /// Libraries ask this all the time, and it is never so.
        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }
    }
}
