package dev.mcpoauth.cli;

import java.io.PrintWriter;

/// The data cannot be written: whoever read it has gone, or the disk is full.
final class OutputClosed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String trouble;

    OutputClosed(PrintWriter out) {
        super("cannot write to the standard output");
        trouble = out instanceof Outlet outlet ? outlet.trouble() : "";
    }

    /// True when the reader of a pipe has enough: no error, as for any program in a pipe.
    boolean readerGone() {
        return trouble.contains("Broken pipe");
    }

    /// One sentence.
    String sentence() {
        return trouble.isEmpty()
                ? "cannot write to the standard output"
                : "cannot write to the standard output: " + trouble;
    }
}
