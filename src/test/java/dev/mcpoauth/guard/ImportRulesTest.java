package dev.mcpoauth.guard;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds the rooms apart: who may import whom, and which library belongs to which room.
final class ImportRulesTest {
    private static final String BASE = "dev.mcpoauth";

    /// Room -> rooms it may import. `Main` in the base package is free.
    private static final Map<String, Set<String>> MAY_IMPORT =
            Map.ofEntries(
                    Map.entry("oauth", Set.of()),
                    Map.entry("json", Set.of()),
                    Map.entry("scaffold", Set.of("json", "config")),
                    Map.entry("trace", Set.of("json")),
                    Map.entry("inspect", Set.of("fetch", "json", "trace")),
                    Map.entry("fetch", Set.of()),
                    Map.entry("inspector", Set.of("json", "trace")),
                    Map.entry("config", Set.of("oauth", "json")),
                    Map.entry("store", Set.of("oauth")),
                    Map.entry("quick", Set.of("oauth", "config", "store")),
                    Map.entry("provider", Set.of("oauth", "json", "trace")),
                    Map.entry(
                            "broker",
                            Set.of("oauth", "json", "config", "store", "provider", "fetch")),
                    Map.entry("gateway", Set.of("oauth", "json", "config", "broker")),
                    Map.entry(
                            "http",
                            Set.of("oauth", "json", "config", "broker", "trace", "inspector")),
                    Map.entry(
                            "embed",
                            Set.of(
                                    "oauth",
                                    "json",
                                    "config",
                                    "store",
                                    "provider",
                                    "broker",
                                    "gateway",
                                    "http")),
                    Map.entry("testkit", Set.of("oauth", "json", "provider")),
                    Map.entry(
                            "cli",
                            Set.of(
                                    "oauth",
                                    "json",
                                    "config",
                                    "store",
                                    "provider",
                                    "broker",
                                    "gateway",
                                    "http",
                                    "embed",
                                    "scaffold",
                                    "testkit",
                                    "inspect",
                                    "trace",
                                    "inspector")));

    /// Library (package pattern) -> rooms that may use it.
    private static final Map<String, Set<String>> LIBRARY_ROOMS =
            Map.of(
                    "picocli..", Set.of("cli"),
                    "org.jline..", Set.of("cli"),
                    "io.javalin..", Set.of("http", "gateway", "embed"),
                    "java.sql..", Set.of("store"),
                    "org.sqlite..", Set.of("store"),
                    "javax.sql..", Set.of("store"),
                    "com.zaxxer.hikari..", Set.of("store"),
                    "java.net.http..", Set.of("provider", "gateway", "testkit", "inspect"),
                    "tools.jackson..",
                            Set.of("json", "provider", "http", "gateway", "cli", "config", "trace"),
                    "io.modelcontextprotocol..", Set.of("gateway", "embed"));

    /// Endings that say nothing. A pretend login service may be called what it is.
    private static final String BANNED_NAMES =
            ".*[.$](Abstract\\w*|\\w*(Util|Utils|Helper|Manager|Impl|Handler|Processor)"
                    + "|(?!Fake)\\w*Service)";

    private static final JavaClasses OURS =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages(BASE);

    private static String room(String name) {
        return BASE + "." + name + "..";
    }

    private static String[] patterns(Set<String> rooms) {
        return rooms.stream().map(ImportRulesTest::room).toArray(String[]::new);
    }

    private static ArchRule rooms(String from, Set<String> allowed) {
        Set<String> forbidden = new TreeSet<>(MAY_IMPORT.keySet());
        forbidden.removeAll(allowed);
        forbidden.remove(from);
        return noClasses()
                .that(resideInAPackage(room(from)))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(patterns(forbidden)).or(resideInAPackage(BASE)))
                .allowEmptyShould(true);
    }

    private static ArchRule library(String library, Set<String> rooms) {
        return noClasses()
                .that(resideInAPackage(BASE + "..").and(resideInAnyPackage(outside(rooms))))
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .allowEmptyShould(true);
    }

    private static String[] outside(Set<String> rooms) {
        return patterns(
                MAY_IMPORT.keySet().stream()
                        .filter(room -> !rooms.contains(room))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private static ArchRule names() {
        return noClasses()
                .that(resideInAPackage(BASE + ".."))
                .should()
                .haveNameMatching(BANNED_NAMES)
                .allowEmptyShould(true);
    }

    @Test
    void rooms_import_only_downwards() {
        MAY_IMPORT.forEach((room, allowed) -> rooms(room, allowed).check(OURS));
    }

    @Test
    void libraries_stay_in_their_rooms() {
        LIBRARY_ROOMS.forEach((library, rooms) -> library(library, rooms).check(OURS));
    }

    @Test
    void every_class_lives_in_a_known_room() {
        String[] known = patterns(MAY_IMPORT.keySet());
        classes().should().resideInAnyPackage(known).orShould().resideInAPackage(BASE).check(OURS);
    }

    @Test
    void no_name_hides_what_a_class_is_for() {
        names().check(OURS);
    }

    @Test
    void every_package_is_null_marked() throws IOException {
        assertEquals(List.of(), unmarked(Path.of("src/main/java")));
    }

    @Test
    void the_table_has_no_cycle() {
        MAY_IMPORT.forEach((room, allowed) -> {
            for (String other : allowed) {
                assertFalse(MAY_IMPORT.getOrDefault(other, Set.of()).contains(room), room);
            }
        });
    }

    @Test
    void a_forbidden_import_is_found() {
        ArchRule rule =
                noClasses()
                        .that(resideInAPackage(BASE + ".guard.."))
                        .should()
                        .dependOnClassesThat(resideInAPackage("com.tngtech.archunit.."));
        JavaClasses tests = new ClassFileImporter().importPackages(BASE + ".guard");
        assertThrows(AssertionError.class, () -> rule.check(tests));
    }

    @Test
    void a_banned_name_is_found() {
        JavaClasses bad = new ClassFileImporter().importClasses(PasswordHelper.class);
        assertThrows(AssertionError.class, () -> names().check(bad));
        assertTrue("dev.mcpoauth.store.AbstractTable".matches(BANNED_NAMES));
        assertFalse("dev.mcpoauth.provider.ServiceClient".matches(BANNED_NAMES));
    }

    /// Packages with Java files but without a `@NullMarked` package-info.
    private static List<String> unmarked(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> file.resolveSibling("package-info.java"))
                    .distinct()
                    .filter(info -> !marked(info))
                    .map(Path::toString)
                    .toList();
        }
    }

    private static boolean marked(Path info) {
        try {
            return Files.exists(info) && Files.readString(info).contains("NullMarked\npackage ");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// A name that the rule must refuse.
    private static final class PasswordHelper {}
}
