package dev.mcpoauth.gateway;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/// What a program says beside its messages, in the broker's log: without its token, and no more of
/// it than a disk can bear.
final class ChildLog {
    private static final System.Logger LOG = System.getLogger(ChildLog.class.getName());
    private static final Pattern SECRETS =
            Pattern.compile(
                    "(?i)((?:bearer|token|secret|password|api.?key)[\"']?"
                            + "(?:\\s*+[=:]\\s*+|\\s++)[\"']?)[^\\s\"']{8,}+");
    private static final String HIDDEN = "[hidden]";
    private static final int LONGEST = 1000;
    private static final int MOST_LINES = 200;
    private static final long A_WHILE = Duration.ofSeconds(10).toNanos();

    private final ReentrantLock lock = new ReentrantLock();
    private final String name;
    private final String hidden;
    private long since = System.nanoTime();
    private int said;

    /// @param name what the program is called
    /// @param hidden the token that it was given; empty where it was given none
    ChildLog(String name, String hidden) {
        this.name = name;
        this.hidden = hidden;
    }

    /// How much of a line is of use: as many tokens may be hidden in it as a line of the log has
    /// room for.
    int most() {
        return LONGEST * (4 + hidden.length() / HIDDEN.length());
    }

    /// Logs a line, or, after many in a short time, nothing.
    void say(String line) {
        int number = number();
        if (number < MOST_LINES) {
            LOG.log(System.Logger.Level.WARNING, "{0}: {1}", name, redacted(line));
        } else if (number == MOST_LINES) {
            LOG.log(System.Logger.Level.WARNING, "{0}: it says much; lines are left out", name);
        }
    }

    /// How many lines have come in this while.
    private int number() {
        lock.lock();
        try {
            long now = System.nanoTime();
            if (now - since > A_WHILE) {
                since = now;
                said = 0;
            }
            return said++;
        } finally {
            lock.unlock();
        }
    }

    private String redacted(String line) {
        String part = line.length() > most() ? line.substring(0, most()) : line;
        String safe = hidden.isEmpty() ? part : part.replace(hidden, HIDDEN);
        safe = safe.length() > LONGEST ? safe.substring(0, LONGEST) : safe;
        safe = SECRETS.matcher(safe).replaceAll("$1" + HIDDEN);
        // a line of the program must not look like several of ours
        return safe.replaceAll("\\p{Cntrl}", " ");
    }
}
