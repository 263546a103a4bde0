package dev.mcpoauth.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.DataInputStream;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// picocli is compiled from its sources by our build: the JVM's class caches skip the published
/// Java 5 classes.
final class ClassPathTest {
    private static final String PICOCLI = "picocli/CommandLine.class";

    @Test
    void picocli_is_there_once() throws Exception {
        ClassLoader loader = ClassPathTest.class.getClassLoader();
        assertEquals(1, Collections.list(loader.getResources(PICOCLI)).size());
    }

    @Test
    void picocli_has_classes_of_the_release_that_we_compile_for() throws Exception {
        try (var in = CommandLine.class.getResourceAsStream("/" + PICOCLI)) {
            assertNotNull(in);
            DataInputStream header = new DataInputStream(in);
            assertEquals(0xCAFEBABE, header.readInt());
            assertEquals(0, header.readUnsignedShort());
            assertEquals(69, header.readUnsignedShort());
        }
    }
}
