package dev.mcpoauth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// The words that start a program of ours as a process of its own: every test that needs one takes
/// them from here.
///
/// A run of the whole suite starts more than a hundred processes, and each would read and verify
/// the same classes, which is half of what it costs to start. So the first test that needs a
/// process makes a [ClassArchive], and all of them share what is in it. A run of chosen tests
/// (`-Dtest=...`) starts its few processes from the compiled classes as they lie there: an archive
/// costs more than they do.
public final class OwnProcess {
    private static final List<String> CODE =
            Boolean.getBoolean("mcpoauth.class_archive")
                    ? ClassArchive.flags()
                    : List.of("-cp", System.getProperty("java.class.path"));

    private OwnProcess() {}

    /// Starts `mcp-oauth`; its command line is what is added.
    ///
    /// @param flags more flags for the JVM; the last of a kind counts
    public static List<String> product(String... flags) {
        return of("dev.mcpoauth.Main", flags);
    }

    /// Starts the program of a test; its arguments are what is added.
    ///
    /// @param flags more flags for the JVM; the last of a kind counts
    public static List<String> of(Class<?> program, String... flags) {
        return of(program.getName(), flags);
    }

    /// Starts what `java` can start, such as the name of a source file.
    public static List<String> of(String program, String... flags) {
        List<String> words = java();
        words.addAll(CODE);
        words.addAll(List.of(flags));
        words.add(program);
        return words;
    }

    /// Writes a program `mcp-oauth` into this folder, as an installation has it.
    static void install(Path folder) throws IOException {
        Path program = folder.resolve("mcp-oauth");
        String words = String.join("' '", product());
        Files.writeString(program, "#!/bin/sh\nexec '" + words + "' \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// A JVM for a short life, with no flag yet that says what it runs.
    static List<String> java() {
        return new ArrayList<>(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC"));
    }
}
