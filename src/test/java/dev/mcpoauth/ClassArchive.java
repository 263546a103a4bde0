package dev.mcpoauth;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.sqlite.util.OSInfo;

/// The compiled classes in one jar, beside it what the JVM made of them once (class data sharing,
/// JEP 350), and SQLite's library, so that no process has to unpack it.
///
/// It lies in a folder of `target/` that is named by the hash of every class and of the class path,
/// and the JVM refuses an archive whose jars are not those of the training: another code is another
/// archive.
final class ClassArchive {
    private static final Path HOME = Path.of("target", "class-archive").toAbsolutePath();

    private final TreeMap<String, Path> classes = new TreeMap<>();
    private final List<String> jars = new ArrayList<>();

    /// What is on this class path.
    ClassArchive(String classPath) throws IOException {
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            Path place = Path.of(entry);
            if (Files.isDirectory(place)) {
                add(place);
            } else {
                jars.add(entry);
            }
        }
    }

    private void add(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            // what is first on a class path hides what comes after it
            all.filter(Files::isRegularFile)
                    .forEach(file -> classes.putIfAbsent(folder.relativize(file).toString(), file));
        }
    }

    /// The flags that make a JVM start from the archive, which is made when there is none yet.
    static List<String> flags() {
        try {
            Files.createDirectories(HOME);
            Path lock = HOME.resolve("lock");
            try (FileChannel turn =
                    FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                // until it is closed; another JVM of the suite waits for the archive here
                turn.lock();
                ClassArchive archive = new ClassArchive(System.getProperty("java.class.path"));
                return archive.at(HOME.resolve(archive.hash()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Names all that is in it.
    String hash() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(text(System.getProperty("java.home") + jars));
            for (var file : classes.entrySet()) {
                digest.update(text("\n" + file.getKey() + "\n" + Files.size(file.getValue())));
                digest.update(Files.readAllBytes(file.getValue()));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> at(Path folder) throws IOException {
        Path jar = folder.resolve("classes.jar");
        Path archive = folder.resolve("classes.jsa");
        List<String> flags = new ArrayList<>();
        // the JVM would complain on the standard output
        flags.add("-Xlog:disable");
        flags.add("-Dorg.sqlite.lib.path=" + folder);
        flags.add("-Dorg.sqlite.lib.name=" + System.mapLibraryName("sqlitejdbc"));
        flags.add("-cp");
        flags.add(jar + File.pathSeparator + String.join(File.pathSeparator, jars));
        if (!Files.exists(archive)) {
            clear();
            Files.createDirectories(folder);
            write(jar);
            unpackSqlite(folder);
            Path made = folder.resolve("new.jsa");
            train(folder, made, flags);
            Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
        }
        flags.addFirst("-XX:SharedArchiveFile=" + archive);
        return List.copyOf(flags);
    }

    /// Those of older code are not worth their space.
    private static void clear() throws IOException {
        try (Stream<Path> all = Files.walk(HOME)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!each.equals(HOME) && !each.endsWith("lock")) {
                    Files.delete(each);
                }
            }
        }
    }

    private void write(Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            // whoever reads it is in a hurry
            out.setLevel(0);
            for (var file : classes.entrySet()) {
                out.putNextEntry(new JarEntry(file.getKey().replace(File.separatorChar, '/')));
                Files.copy(file.getValue(), out);
            }
        }
    }

    private static void unpackSqlite(Path folder) throws IOException {
        String library = System.mapLibraryName("sqlitejdbc");
        String place = "/org/sqlite/native/" + OSInfo.getNativeLibFolderPathForCurrentOS();
        try (InputStream in = OSInfo.class.getResourceAsStream(place + "/" + library)) {
            Files.copy(in, folder.resolve(library), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /// Lets a broker start, log somebody in and end, and keeps the classes that this took.
    private static void train(Path folder, Path archive, List<String> flags) throws IOException {
        List<String> words = OwnProcess.java();
        words.add("-XX:ArchiveClassesAtExit=" + archive);
        words.addAll(flags);
        words.addAll(List.of("dev.mcpoauth.Main", "demo", "--exit", "--port", "0"));
        words.addAll(List.of("--data-dir", folder.resolve("data").toString()));
        Path log = folder.resolve("training.log");
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("MCP_OAUTH_.*|XDG_.*"));
        builder.environment().put("HOME", folder.toString());
        Process training = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            if (training.waitFor() != 0) {
                throw new IllegalStateException("no archive:\n" + Files.readString(log));
            }
        } catch (InterruptedException e) {
            training.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
