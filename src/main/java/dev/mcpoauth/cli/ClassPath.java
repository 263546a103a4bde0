package dev.mcpoauth.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/// Prints the class path that a provider of one's own is compiled and tested against.
@Command(
        name = "classpath",
        description = "Print the class path to compile and test your own provider with.")
@Usage(examples = "java -cp \"$(mcp-oauth classpath)\" AcmeProviderTest.java")
final class ClassPath implements Callable<Integer> {
    private final Session session;

    ClassPath(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String path =
                Arrays.stream(
                                System.getProperty("java.class.path", "")
                                        .split(File.pathSeparator, -1))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .collect(Collectors.joining(File.pathSeparator));
        if (session.options().structured()) {
            session.terminal().json(Map.of("class_path", path));
        } else {
            session.terminal().data(path);
        }
        return 0;
    }
}
