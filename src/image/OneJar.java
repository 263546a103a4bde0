import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/// Puts a jar and its libraries into one: `java OneJar.java MADE PROGRAM LIBRARY...`.
///
/// A server looks for classes that are not there, such as those of web sockets, and Java opens every
/// jar of the class path for that: thirty of them cost a tenth of the time until it is ready.
///
/// Lists of services are put together, the texts of each library about its licence are kept in
/// `META-INF/legal/LIBRARY`. Anything else that two jars have ends this with an error: which of the
/// two is meant, nobody could tell.
final class OneJar {
    private static final LocalDateTime TIME = LocalDateTime.of(2026, 11, 24, 0, 0);

    private final Map<String, byte[]> entries = new TreeMap<>();

    public static void main(String[] args) throws IOException {
        OneJar made = new OneJar();
        for (int i = 1; i < args.length; i++) {
            made.add(Path.of(args[i]));
        }
        try (OutputStream to = Files.newOutputStream(Path.of(args[0]))) {
            made.write(to, manifest(Path.of(args[1])));
        }
    }

    private void add(Path jar) throws IOException {
        try (JarFile from = new JarFile(jar.toFile())) {
            for (JarEntry each : (Iterable<JarEntry>) from.stream()::iterator) {
                if (!each.isDirectory() && wanted(each.getName())) {
                    add(jar, each.getName(), from.getInputStream(each).readAllBytes());
                }
            }
        }
    }

    /// Without what is only true of one jar, and the libraries of SQLite for every machine there is.
    private static boolean wanted(String name) {
        return !name.equals(JarFile.MANIFEST_NAME)
                && !name.endsWith("module-info.class")
                && !name.matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)")
                && !name.startsWith("org/sqlite/native/");
    }

    private void add(Path jar, String name, byte[] bytes) {
        if (name.startsWith("META-INF/services/")) {
            entries.merge(name, bytes, OneJar::lines);
            return;
        }
        boolean legal = name.matches("META-INF/(LICENSE|NOTICE|DEPENDENCIES)(\\.\\w+)?");
        String library = jar.getFileName().toString().replaceFirst("\\.jar$", "");
        String kept = legal ? name.replace("META-INF/", "META-INF/legal/" + library + "/") : name;
        if (entries.put(kept, bytes) != null) {
            throw new IllegalStateException(jar + " and a jar before it both have " + name);
        }
    }

    private static byte[] lines(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.write('\n');
        both.writeBytes(second);
        return both.toByteArray();
    }

    private static Manifest manifest(Path program) throws IOException {
        try (JarFile from = new JarFile(program.toFile())) {
            Manifest manifest = new Manifest(from.getManifest());
            manifest.getMainAttributes().remove(Attributes.Name.CLASS_PATH);
            manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
            return manifest;
        }
    }

    private void write(OutputStream to, Manifest manifest) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        manifest.write(head);
        try (JarOutputStream jar = new JarOutputStream(to)) {
            write(jar, JarFile.MANIFEST_NAME, head.toByteArray());
            for (Map.Entry<String, byte[]> each : entries.entrySet()) {
                write(jar, each.getKey(), each.getValue());
            }
        }
    }

    private static void write(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        JarEntry entry = new JarEntry(name);
        entry.setTimeLocal(TIME);
        jar.putNextEntry(entry);
        jar.write(bytes);
        jar.closeEntry();
    }
}
