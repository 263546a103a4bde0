package dev.mcpoauth.provider;

import java.util.Map;

/// Compiled classes that are in memory only; everything else comes from the program.
final class MemoryClasses extends ClassLoader {
    private final Map<String, byte[]> classes;

    MemoryClasses(Map<String, byte[]> classes) {
        super(MemoryClasses.class.getClassLoader());
        this.classes = Map.copyOf(classes);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
