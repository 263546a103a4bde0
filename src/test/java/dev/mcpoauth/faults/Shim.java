package dev.mcpoauth.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A small C library that is preloaded into a broker and plays a broken machine.
public final class Shim {
    private Shim() {}

    /// Compiles `src/test/c/NAME.c` into this folder; skips the test where that cannot be done.
    public static Path compile(String name, Path folder) {
        Path library = folder.resolve(name + ".so");
        List<String> command =
                List.of(
                        "gcc",
                        "-shared",
                        "-fPIC",
                        "-o",
                        library.toString(),
                        "src/test/c/" + name + ".c",
                        "-ldl");
        try {
            int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
            assumeTrue(exit == 0, "needs gcc on Linux");
        } catch (IOException e) {
            assumeTrue(false, "needs gcc on Linux");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return library;
    }
}
