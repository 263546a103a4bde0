package dev.mcpoauth.store;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A small disk of its own, where the machine lets us mount one.
record SmallDisk(Path place) implements AutoCloseable {
    static SmallDisk mount(Path place, String size) throws IOException {
        Files.createDirectories(place);
        boolean mounted =
                run("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + size, "tmpfs", "" + place);
        assumeTrue(mounted, "cannot mount a small disk here");
        return new SmallDisk(place);
    }

    void grow(String size) {
        assertTrue(run("mount", "-o", "remount,size=" + size, place.toString()));
    }

    long free() throws IOException {
        return Files.getFileStore(place).getUsableSpace();
    }

    void makeReadOnly() {
        assertTrue(run("mount", "-o", "remount,ro", place.toString()));
    }

    private static boolean run(String... command) {
        try {
            return new ProcessBuilder(List.of(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        run("umount", "-l", place.toString());
    }
}
