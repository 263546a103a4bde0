package dev.mcpoauth.provider;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/// A jar on the provider path: it lists its provider classes as `java.util.ServiceLoader` files do,
/// but they take a [ProviderContext] where the JDK's loader would want no argument.
final class ProviderJar {
    static final String LIST = "META-INF/services/" + OAuthProvider.class.getName();

    private ProviderJar() {}

    /// The listed classes, at least one; throws [ProviderProblem].
    static List<String> providers(Path jar) {
        TrustedFile.check(jar);
        try (JarFile opened = new JarFile(jar.toFile())) {
            ZipEntry list = opened.getEntry(LIST);
            List<String> names = list == null ? List.of() : names(opened, list);
            if (names.isEmpty()) {
                throw new ProviderProblem(jar + " lists no provider class in " + LIST);
            }
            return names;
        } catch (IOException e) {
            throw ProviderProblem.of(jar + " is not a jar", e);
        }
    }

    private static List<String> names(JarFile jar, ZipEntry list) throws IOException {
        try (InputStream in = jar.getInputStream(list)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }

    /// The jar's classes; they see the program's.
    static ClassLoader classes(Path jar) {
        try {
            URL[] one = {jar.toUri().toURL()};
            return new URLClassLoader(one, ProviderJar.class.getClassLoader());
        } catch (MalformedURLException e) {
            throw ProviderProblem.of(jar + " has no address", e);
        }
    }
}
