package dev.mcpoauth.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs scripts/mcp-oauth in a small checkout whose JDK and Maven are scripts that tell what they
/// were asked to do.
@Timeout(120)
final class LauncherTest {
    private static final String JAR = "mcp-oauth-0.1.0-SNAPSHOT.jar";

    @TempDir private Path temp;
    private Path checkout;

    record Result(int exit, String out, String err) {}

    @BeforeEach
    void lay_out_a_checkout_in_a_folder_with_a_space() throws IOException {
        checkout = temp.resolve("my code/mcp-oauth");
        Files.createDirectories(checkout.resolve("src/main/java"));
        Files.createDirectories(checkout.resolve("scripts"));
        for (String script :
                List.of(
                        "scripts/mcp-oauth",
                        "scripts/find-jdk",
                        "scripts/mvn",
                        "src/image/launch.sh")) {
            script("my code/mcp-oauth/" + script, Files.readString(Path.of(script)));
        }
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        Files.writeString(checkout.resolve("src/main/java/A.java"), "class A {}");
        jdk("jdk", "25.0.1");
        script(
                "bin/mvn",
                "#!/bin/sh\necho noise\nmkdir -p target/lib\necho built > target/" + JAR + "\n");
    }

    @Test
    void arguments_and_the_exit_code_pass_through_unchanged() throws Exception {
        build();
        Result result = run("token", "get", "a b", "*", "$HOME");
        assertEquals(7, result.exit());
        assertTrue(result.out().endsWith("[token]\n[get]\n[a b]\n[*]\n[$HOME]\n"), result.out());
        assertEquals("", result.err());
    }

    @Test
    void the_first_start_builds_and_says_so_on_stderr_only() throws Exception {
        Result result = run("status");
        assertEquals(7, result.exit());
        assertFalse(result.out().contains("noise"), result.out());
        assertTrue(result.err().contains("building from source"), result.err());
        assertEquals("", run("status").err());
    }

    @Test
    void a_newer_source_is_built_before_the_next_start() throws Exception {
        build();
        age(checkout.resolve("target").resolve(JAR), "2020-01-01T00:00:00Z");
        assertTrue(run("status").err().contains("building from source"));
        assertEquals("", run("status").err());
    }

    @Test
    void a_failed_build_ends_with_1_and_starts_nothing() throws Exception {
        script("bin/mvn", "#!/bin/sh\nexit 3\n");
        Result result = run("status");
        assertEquals(1, result.exit());
        assertEquals("", result.out());
        assertTrue(result.err().contains("the build failed"), result.err());
        assertFalse(Files.exists(checkout.resolve("target/.launcher-lock")));
    }

    @Test
    void links_to_links_lead_to_the_checkout() throws Exception {
        build();
        Path first =
                Files.createSymbolicLink(
                        temp.resolve("first"), checkout.resolve("scripts/mcp-oauth"));
        Files.createSymbolicLink(temp.resolve("second"), first.getFileName());
        Result result = start(temp.resolve("second"), "status");
        assertEquals(7, result.exit());
        assertTrue(
                result.out().contains("[" + checkout.toRealPath().resolve("target/" + JAR) + "]"));
    }

    @Test
    void short_commands_and_the_server_get_their_own_flags() throws Exception {
        build();
        assertTrue(run("token", "list").out().contains("TieredStopAtLevel=1"));
        assertFalse(run("--data-dir", "x", "serve").out().contains("TieredStopAtLevel"));
        assertTrue(run("client", "register", "serve").out().contains("TieredStopAtLevel=1"));
        assertTrue(run("serve").out().contains("[-Xlog:disable]"));
    }

    @Test
    void where_no_locale_was_chosen_letters_are_those_of_utf_8() throws Exception {
        build();
        script("jdk/bin/java", "#!/bin/sh\necho \"${LC_ALL-none} ${LC_CTYPE-none}\"\n");
        assertEquals("none C.UTF-8\n", inLocale(Map.of()));
        assertEquals("none C.UTF-8\n", inLocale(Map.of("LANG", "C", "LC_CTYPE", "POSIX")));
        assertEquals("C.UTF-8 none\n", inLocale(Map.of("LANG", "de_DE.UTF-8", "LC_ALL", "C")));
        assertEquals("none none\n", inLocale(Map.of("LANG", "de_DE.UTF-8")));
        assertEquals("none de_DE\n", inLocale(Map.of("LC_CTYPE", "de_DE")));
    }

    @Test
    void a_closed_standard_input_is_an_empty_one() throws Exception {
        build();
        script("jdk/bin/java", "#!/bin/sh\nreadlink /proc/$$/fd/0\n");
        script("closed", "#!/bin/sh\nexec \"$@\" <&-\n");
        String launcher = checkout.resolve("scripts/mcp-oauth").toString();

        assertEquals("/dev/null\n", start(temp.resolve("closed"), launcher, "shell").out());
        assertTrue(start(Path.of(launcher), "shell").out().startsWith("pipe:"));
    }

    private String inLocale(Map<String, String> locale) throws Exception {
        ProcessBuilder start = builder(checkout.resolve("scripts/mcp-oauth"), "status");
        start.environment().keySet().removeIf(name -> name.matches("LANG|LC_.*"));
        start.environment().put("MCP_OAUTH_CACHE", "off");
        start.environment().putAll(locale);
        return launch(start).out();
    }

    @Test
    void a_cache_is_used_only_with_the_jar_it_was_made_from() throws Exception {
        build();
        Path cache = privateFolder("cache/mcp-oauth");
        Path jar = checkout.resolve("target").resolve(JAR);
        library(cache);
        Path aot = cache.resolve("serve-" + sha256(jar) + "-25.0.1-x86_64.aot");
        Files.writeString(aot, "cache");
        assertTrue(cached("serve").contains("[-XX:AOTCache=" + aot + "]"));
        FileTime before = Files.getLastModifiedTime(jar);
        Files.writeString(jar, "other");
        Files.setLastModifiedTime(jar, before);
        assertFalse(filling("serve").contains("AOTCache"));
    }

    @Test
    void the_unpacked_library_is_used_only_while_its_content_is_right() throws Exception {
        build();
        Path cache = privateFolder("cache/mcp-oauth");
        Path library = library(cache);
        assertTrue(
                filling("serve").contains("[-Dorg.sqlite.lib.path=" + library.getParent() + "]"));
        Files.writeString(library, "something else");
        assertFalse(filling("serve").contains("org.sqlite"));
    }

    @Test
    void a_training_that_was_killed_is_taken_over_and_one_that_runs_is_not() throws Exception {
        Path aot = willBeTrained();
        Path get = work(aot.getParent(), "get", ProcessHandle.current().pid());
        Path cli = work(aot.getParent(), "cli", ended());

        cached("token", "get", "demo");
        cached("status");
        // ends with its folder
        await(() -> Files.exists(aot) && Files.notExists(cli));

        assertEquals("trained\n", Files.readString(aot));
        assertTrue(Files.exists(get.resolve("pid")), "its owner works still");
    }

    @Test
    void a_cache_that_is_waited_for_serves_the_very_start_that_made_it() throws Exception {
        Path aot = willBeTrained();
        ProcessBuilder start = builder(checkout.resolve("scripts/mcp-oauth"), "status");
        start.environment().put("MCP_OAUTH_CACHE", "wait");

        assertTrue(launch(start).out().contains("[-XX:AOTCache=" + aot + "]"));
        assertEquals("trained\n", Files.readString(aot));
    }

    /// Where the cache of a short command will be; `java` prints its arguments and writes it.
    private Path willBeTrained() throws Exception {
        build();
        script(
                "jdk/bin/java",
                """
                #!/bin/sh
                for a; do
                  echo "[$a]"
                  case $a in -XX:AOTCacheOutput=*) echo trained > "${a#*=}" ;; esac
                done
                """);
        Path jar = checkout.resolve("target").resolve(JAR);
        return privateFolder("cache/mcp-oauth")
                .resolve("cli-" + sha256(jar) + "-25.0.1-x86_64.aot");
    }

    private static Path work(Path cache, String family, long owner) throws IOException {
        Path work = Files.createDirectory(cache.resolve(".work-" + family));
        Files.writeString(work.resolve("pid"), owner + "\n");
        return work;
    }

    /// The number of a process that is gone.
    private static long ended() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return process.pid();
    }

    private static void await(java.util.function.BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void an_older_java_home_is_passed_over() throws Exception {
        jdk("old", "21.0.2");
        script(
                "ask",
                "#!/bin/sh\nJAVA_HOME='"
                        + temp.resolve("old")
                        + "'\n. '"
                        + checkout.resolve("scripts/find-jdk")
                        + "'\necho \"$JAVA_HOME\"\n");
        Result result = start(temp.resolve("ask"));
        assertFalse(result.out().contains(temp.toString()), result.out());
        assertEquals(result.exit() == 0, result.err().isEmpty(), result.err());
    }

    private void build() throws IOException {
        Path target = Files.createDirectories(checkout.resolve("target"));
        Files.createDirectories(target.resolve("lib"));
        for (String source :
                List.of("pom.xml", "src/main/java/A.java", "src/main/java", "src/main")) {
            age(checkout.resolve(source), "2021-01-01T00:00:00Z");
        }
        Files.writeString(target.resolve(JAR), "built");
    }

    private static void age(Path file, String time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(java.time.Instant.parse(time)));
    }

    private Path privateFolder(String name) throws IOException {
        return Files.createDirectories(
                temp.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /// SQLite's library in the cache. Whoever wants to fill the cache in the background is told
    /// that another does it: nothing is written any more while the folder is removed.
    private Path library(Path cache) throws Exception {
        script("bin/mkdir", "#!/bin/sh\n: > '" + temp.resolve("asked") + "'\nexit 1\n");
        Path file = Files.writeString(temp.resolve("libsqlitejdbc.so"), "native");
        Path folder = Files.createDirectories(cache.resolve("Linux-x86_64-gnu/" + sha256(file)));
        return Files.move(file, folder.resolve("libsqlitejdbc.so"));
    }

    private static String sha256(Path file) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        return HexFormat.of().formatHex(hash);
    }

    /// A JDK whose `java` prints its arguments, one a line, and ends with 7.
    private void jdk(String name, String version) throws IOException {
        script(name + "/bin/java", "#!/bin/sh\nfor a; do echo \"[$a]\"; done\nexit 7\n");
        script(name + "/bin/javac", "#!/bin/sh\n");
        Files.writeString(
                temp.resolve(name).resolve("release"),
                "JAVA_VERSION=\""
                        + version
                        + "\"\nLIBC=\"gnu\"\nOS_ARCH=\"x86_64\"\nOS_NAME=\"Linux\"\n");
    }

    private void script(String name, String text) throws IOException {
        Path file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Result run(String... arguments) throws Exception {
        return start(checkout.resolve("scripts/mcp-oauth"), arguments);
    }

    private String cached(String... command) throws Exception {
        return launch(builder(checkout.resolve("scripts/mcp-oauth"), command)).out();
    }

    /// The same for a start that wants to fill the cache; returns when it was told not to.
    private String filling(String command) throws Exception {
        Path asked = temp.resolve("asked");
        Files.deleteIfExists(asked);
        String out = cached(command);
        await(() -> Files.exists(asked));
        return out;
    }

    private Result start(Path program, String... arguments) throws Exception {
        ProcessBuilder builder = builder(program, arguments);
        builder.environment().put("MCP_OAUTH_CACHE", "off");
        return launch(builder);
    }

    private ProcessBuilder builder(Path program, String... arguments) {
        var command = new java.util.ArrayList<String>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(checkout.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MCP_OAUTH_"));
        builder.environment().put("JAVA_HOME", temp.resolve("jdk").toString());
        builder.environment().put("XDG_CACHE_HOME", temp.resolve("cache").toString());
        builder.environment().merge("PATH", temp.resolve("bin") + ":", (old, first) -> first + old);
        return builder;
    }

    private Result launch(ProcessBuilder builder) throws Exception {
        Path err = temp.resolve("stderr");
        Process process = builder.redirectError(err.toFile()).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Result(process.waitFor(), out, Files.readString(err));
    }
}
