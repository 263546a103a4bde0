package dev.mcpoauth.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is refused before code of one's own runs, and what it is called.
final class ProviderCodeTest {
    private static final String GOOD =
            """
            import dev.mcpoauth.provider.*;
            @ServiceSpec("{}")
            public class AProvider extends BaseOAuthProvider {
                public AProvider(ProviderContext context) { super(context); }
            }
            """;

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "AcmeProvider, acme",
        "com.acme.auth.AcmeProvider, acme",
        "MyCorpProvider, my-corp",
        "GitHub, git-hub",
        "X, x",
        "OAuth2Provider, oauth2",
        "HTTPThingProvider, http-thing",
        "snake_case, snake-case"
    })
    void a_class_gives_its_provider_a_name(String className, String name) {
        assertEquals(name, ProviderCode.nameOf(className));
    }

    @Test
    void a_good_file_gives_its_class() throws IOException {
        assertEquals("AProvider", source(GOOD).load().getSimpleName());
    }

    @Test
    void a_java_without_compiler_says_what_to_do() throws IOException {
        Path file = source(GOOD).file();
        assertTrue(
                problem(() -> CompileSource.compile(file, null))
                        .contains("this Java has no compiler"));
    }

    @Test
    void a_file_that_others_can_change_is_not_run() throws IOException {
        ProviderCode code = source(GOOD);
        Files.setPosixFilePermissions(code.file(), PosixFilePermissions.fromString("rw-rw-rw-"));
        ProviderProblem e = assertThrows(ProviderProblem.class, code::load);
        assertEquals(code.file() + " can be changed by everybody", e.getMessage());
        assertEquals("chmod o-w " + code.file(), e.repair().orElseThrow());
    }

    @Test
    void a_file_in_a_folder_that_others_can_change_is_not_run() throws IOException {
        ProviderCode code = source(GOOD);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertTrue(problem(code::load).contains("the folder of " + code.file()));
    }

    @Test
    void a_file_of_another_user_is_not_run() throws IOException {
        ProviderCode code = source(GOOD);
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can give files away");
        Files.setOwner(
                code.file(),
                FileSystems.getDefault()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName("nobody"));
        assertTrue(problem(code::load).contains("belongs to another user"));
    }

    @Test
    void a_file_without_a_provider_is_refused() throws IOException {
        assertTrue(problem(source("class Nothing {}")::load).contains("extends BaseOAuthProvider"));
    }

    @Test
    void a_neighbouring_source_file_is_not_compiled_along() throws IOException {
        Files.writeString(folder.resolve("Neighbour.java"), "class Neighbour {}");
        assertTrue(problem(source("class AProvider { Neighbour n; }")::load).contains("Neighbour"));
    }

    @Test
    void a_thing_that_is_not_a_jar_is_refused() throws IOException {
        Path file = Files.writeString(folder.resolve("x.jar"), "no");
        assertTrue(problem(() -> ProviderCode.settings(file)).contains("is not a jar"));
    }

    @Test
    void source_and_jar_together_are_refused() {
        assertTrue(
                problem(() -> ProviderCode.of(Map.of("source", "a", "jar", "b")))
                        .contains("not both"));
    }

    @Test
    void whatever_a_class_and_its_settings_lead_to_is_a_problem_of_that_provider()
            throws IOException {
        OwnProvider odd =
                new OwnProvider(
                        "odd",
                        source(GOOD),
                        Map.of(),
                        all -> {
                            throw new IllegalStateException("odd");
                        });
        assertTrue(problem(odd::load).contains("IllegalStateException: odd"));
    }

    private ProviderCode source(String text) throws IOException {
        return new ProviderCode.Source(Files.writeString(folder.resolve("AProvider.java"), text));
    }

    private static String problem(org.junit.jupiter.api.function.Executable work) {
        return String.valueOf(assertThrows(ProviderProblem.class, work).getMessage());
    }
}
