package dev.mcpoauth.provider;

import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the class of a provider of one's own comes from.
public sealed interface ProviderCode {
    /// The file.
    Path file();

    /// Loads the class anew; throws [ProviderProblem].
    Class<? extends OAuthProvider> load();

    /// A `.java` file, compiled in memory.
    record Source(Path file) implements ProviderCode {
        @Override
        public Class<? extends OAuthProvider> load() {
            Map<String, byte[]> classes = CompileSource.compile(file);
            MemoryClasses loader = new MemoryClasses(classes);
            List<Class<? extends OAuthProvider>> found =
                    classes.keySet().stream()
                            .map(name -> type(loader, name, file))
                            .filter(type -> OAuthProvider.class.isAssignableFrom(type))
                            .filter(type -> !Modifier.isAbstract(type.getModifiers()))
                            .<Class<? extends OAuthProvider>>map(
                                    type -> type.asSubclass(OAuthProvider.class))
                            .toList();
            if (found.size() != 1) {
                throw new ProviderProblem(
                        file + " must have one class that extends BaseOAuthProvider");
            }
            return found.getFirst();
        }
    }

    /// A jar that lists its provider classes.
    ///
    /// @param file the jar
    /// @param className the class; null where the jar has only one
    record Jar(Path file, @Nullable String className) implements ProviderCode {
        @Override
        public Class<? extends OAuthProvider> load() {
            List<String> names = ProviderJar.providers(file);
            if (className == null ? names.size() > 1 : !names.contains(className)) {
                throw new ProviderProblem(
                        file + " has the provider classes " + names + "; name one by \"class\"");
            }
            String name = className == null ? names.getFirst() : className;
            Class<?> type = type(ProviderJar.classes(file), name, file);
            if (!OAuthProvider.class.isAssignableFrom(type)) {
                throw new ProviderProblem(name + " in " + file + " is not an OAuthProvider");
            }
            return type.asSubclass(OAuthProvider.class);
        }
    }

    /// The code that a provider's settings name by `source` or `jar`; empty for plain data.
    static Optional<ProviderCode> of(Map<String, Object> settings) {
        Object source = settings.get("source");
        Object jar = settings.get("jar");
        if (source != null && jar != null) {
            throw new ProviderProblem("a provider has a source or a jar, not both");
        }
        if (source != null) {
            return Optional.of(new Source(Path.of(source.toString())));
        }
        Object name = settings.get("class");
        return Optional.ofNullable(jar)
                .map(file ->
                        new Jar(Path.of(file.toString()), name == null ? null : name.toString()));
    }

    /// Settings for the providers of a `.java` file or jar, each under the name of its class:
    /// `AcmeProvider` is `acme`, `MyCorpProvider` is `my-corp`.
    static Map<String, Map<String, Object>> settings(Path file) {
        Path whole = file.toAbsolutePath().normalize();
        String name = whole.getFileName() == null ? "" : whole.getFileName().toString();
        Map<String, Map<String, Object>> found = new LinkedHashMap<>();
        if (name.endsWith(".java")) {
            found.put(
                    nameOf(name.substring(0, name.length() - ".java".length())),
                    Map.of("source", whole.toString()));
            return found;
        }
        for (String each : ProviderJar.providers(whole)) {
            found.put(nameOf(each), Map.of("jar", whole.toString(), "class", each));
        }
        return found;
    }

    /// The provider name of a class: its simple name without `Provider`, small, with dashes.
    static String nameOf(String className) {
        String simple = className.substring(className.lastIndexOf('.') + 1);
        String base =
                simple.endsWith("Provider") ? simple.substring(0, simple.length() - 8) : simple;
        return base.replaceAll("([a-z0-9])([A-Z])|([A-Z]{2,})([A-Z][a-z])", "$1$3-$2$4")
                .replace('_', '-')
                .toLowerCase(Locale.ROOT);
    }

    private static Class<?> type(ClassLoader loader, String name, Path file) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            throw ProviderProblem.of(
                    "class " + name + " of " + file + " cannot be loaded: " + e.getMessage(), e);
        }
    }
}
