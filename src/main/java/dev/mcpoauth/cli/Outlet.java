package dev.mcpoauth.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A stream of this process that remembers why it could not be written to, which Java's own
/// `System.out` forgets.
public final class Outlet extends PrintWriter {
    private final Watched stream;

    private Outlet(Watched stream) {
        super(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
        this.stream = stream;
    }

    /// The standard output or the standard error.
    public static Outlet of(FileDescriptor descriptor) {
        return over(new FileOutputStream(descriptor));
    }

    /// Any stream of bytes.
    public static Outlet over(OutputStream stream) {
        return new Outlet(new Watched(stream));
    }

    /// Why writing failed; empty while it works.
    String trouble() {
        IOException trouble = stream.trouble;
        return trouble == null ? "" : String.valueOf(trouble.getMessage());
    }

    private static final class Watched extends OutputStream {
        private final OutputStream under;
        private volatile @Nullable IOException trouble;

        Watched(OutputStream under) {
            this.under = under;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            try {
                under.write(bytes, from, count);
            } catch (IOException e) {
                trouble = e;
                throw e;
            }
        }
    }
}
