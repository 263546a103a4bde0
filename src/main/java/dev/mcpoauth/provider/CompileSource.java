package dev.mcpoauth.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Compiles one Java file in memory, against the program's own class path; nothing is written.
final class CompileSource {
    private static final int MOST_MESSAGES = 5;

    private CompileSource() {}

    /// The classes of the file by name; throws [ProviderProblem] with the compiler's messages.
    static Map<String, byte[]> compile(Path file) {
        return compile(file, ToolProvider.getSystemJavaCompiler());
    }

    static Map<String, byte[]> compile(Path file, @Nullable JavaCompiler compiler) {
        if (compiler == null) {
            throw new ProviderProblem(
                    "this Java has no compiler for "
                            + file
                            + ": run mcp-oauth on a JDK 25, or bring the provider as a jar");
        }
        String text = TrustedFile.read(file);
        DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
        try (var standard =
                        compiler.getStandardFileManager(
                                messages, Locale.ENGLISH, StandardCharsets.UTF_8);
                Memory memory = new Memory(standard)) {
            // one checked file is compiled and no other that happens to lie beside it
            standard.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of());
            boolean good =
                    compiler.getTask(
                                    new StringWriter(),
                                    memory,
                                    messages,
                                    List.of("-proc:none", "-parameters"),
                                    null,
                                    List.of(new Source(file, text)))
                            .call();
            if (!good) {
                throw new ProviderProblem(told(file, messages.getDiagnostics()));
            }
            return memory.bytes();
        } catch (IOException e) {
            throw ProviderProblem.of("cannot compile " + file, e);
        }
    }

    /// `AcmeProvider.java:12: cannot find symbol ...`, one line a fault.
    private static String told(Path file, List<Diagnostic<? extends JavaFileObject>> messages) {
        List<Diagnostic<? extends JavaFileObject>> errors =
                messages.stream().filter(m -> m.getKind() == Diagnostic.Kind.ERROR).toList();
        String shown =
                errors.stream()
                        .limit(MOST_MESSAGES)
                        .map(m -> file + ":" + m.getLineNumber() + ": " + sentence(m))
                        .collect(Collectors.joining("\n"));
        int more = errors.size() - MOST_MESSAGES;
        return more > 0 ? shown + "\n" + more + " more" : shown;
    }

    private static String sentence(Diagnostic<? extends JavaFileObject> message) {
        return message.getMessage(Locale.ENGLISH)
                .lines()
                .map(String::strip)
                .collect(Collectors.joining(", "));
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(Path file, String text) {
            super(file.toAbsolutePath().normalize().toUri(), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Compiled extends SimpleJavaFileObject {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Compiled(String name) {
            super(URI.create("memory:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, Compiled> classes = new LinkedHashMap<>();

        Memory(JavaFileManager standard) {
            super(standard);
        }

        Map<String, byte[]> bytes() {
            Map<String, byte[]> all = new LinkedHashMap<>();
            classes.forEach((name, compiled) -> all.put(name, compiled.bytes.toByteArray()));
            return all;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return classes.computeIfAbsent(name, Compiled::new);
        }
    }
}
