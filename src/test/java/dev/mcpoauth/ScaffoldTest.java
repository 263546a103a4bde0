package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.provider.ProviderCode;
import dev.mcpoauth.scaffold.Layout;
import dev.mcpoauth.scaffold.NewProvider;
import dev.mcpoauth.scaffold.Plan;
import dev.mcpoauth.scaffold.Scaffold;
import dev.mcpoauth.testkit.FakeService;
import dev.mcpoauth.testkit.LoopbackClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/// What `init provider` writes: byte for byte as it is kept here (`-Dscaffold.update=true` rewrites
/// it), compiled without a warning, its own test run, and its provider used in a real login.
final class ScaffoldTest {
    private static final Path GOLDEN = Path.of("src/test/resources/scaffold");

    @TempDir Path folder;

    /// The providers that are kept.
    enum Sample {
        ACME,
        CORP,
        GITHUB,
        DATA;

        NewProvider provider() {
            return switch (this) {
                case ACME -> NewProvider.of("acme", Layout.FOLDER, NewProvider.blank("acme"));
                case CORP ->
                        NewProvider.of("my-corp", Layout.MAVEN, corp())
                                .inPackage("com.acme.auth")
                                .inClass("CorpLogin");
                case GITHUB -> NewProvider.of("github", Layout.FOLDER, github());
                case DATA -> NewProvider.of("data", Layout.SPEC, NewProvider.blank("data"));
            };
        }

        private static Map<String, Object> github() {
            Map<String, Object> service = new LinkedHashMap<>();
            service.put("preset", "github");
            service.put("title", "GitHub (OAuth App)");
            service.put("scopes", List.of("read:user", "repo"));
            return service;
        }

        private static Map<String, Object> corp() {
            Map<String, Object> service = new LinkedHashMap<>(NewProvider.blank("my-corp"));
            service.put("title", "Größe & Söhne (R+D)");
            service.put("token_auth", "basic");
            service.put("scope_separator", ",");
            service.put("scopes", List.of("a.read", "b:write"));
            service.put("extra_authorize", Map.of("prompt", "say \"yes\" \\u0022 \"\"\""));
            return service;
        }

        Path golden() {
            return GOLDEN.resolve(provider().name());
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_files_are_as_they_are_kept(Sample sample) throws IOException {
        Map<String, String> written = written(sample);
        if (Boolean.getBoolean("scaffold.update")) {
            for (Map.Entry<String, String> each : written.entrySet()) {
                Path file = sample.golden().resolve(each.getKey());
                Files.createDirectories(sample.golden().resolve(each.getKey()).getParent());
                Files.writeString(file, each.getValue());
            }
        }
        assertEquals(files(sample.golden()), written);
    }

    @ParameterizedTest
    @EnumSource(names = {"ACME", "GITHUB"})
    void the_program_beside_the_class_passes(Sample sample) throws Exception {
        written(sample);
        String test = sample.provider().className() + "Test";
        try (URLClassLoader classes = compiled("")) {
            PrintStream real = System.out;
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            try {
                System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
                classes.loadClass(test)
                        .getMethod("main", String[].class)
                        .invoke(null, (Object) null);
            } finally {
                System.setOut(real);
            }
            String rows = said.toString(StandardCharsets.UTF_8);
            assertTrue(rows.startsWith("PASSED login: "), rows);
            assertTrue(rows.lines().count() > 5, rows);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "CORP")
    void the_test_of_the_maven_project_passes(Sample sample) throws IOException {
        written(sample);
        try (URLClassLoader classes = compiled("src/main/java", "src/test/java")) {
            Class<?> test = type(classes, "com.acme.auth.CorpLoginTest");
            LauncherDiscoveryRequest request =
                    LauncherDiscoveryRequestBuilder.request().selectors(selectClass(test)).build();
            SummaryGeneratingListener listener = new SummaryGeneratingListener();
            LauncherFactory.create().execute(request, listener);
            StringWriter why = new StringWriter();
            listener.getSummary().printFailuresTo(new java.io.PrintWriter(why));
            assertEquals(1, listener.getSummary().getTestsSucceededCount(), why::toString);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ACME", "CORP", "DATA"})
    void the_provider_logs_a_real_user_in(Sample sample) throws IOException {
        written(sample);
        String name = sample.provider().name();
        try (FakeService service = FakeService.start()) {
            Map<String, Object> at = new LinkedHashMap<>(service.providerSettings());
            at.remove("preset");
            at.put("authorize_url", service.baseUrl() + "/authorize");
            at.put("token_url", service.baseUrl() + "/token");
            at.put("userinfo_url", service.baseUrl() + "/userinfo");
            at.put("user_id", "/sub");
            at.put("user_login", "/preferred_username");
            Map<String, Object> values = new LinkedHashMap<>();
            at.forEach((key, value) -> values.put("providers." + name + "." + key, value));
            values.put("listen.port", 0);
            Overrides overrides = new Overrides(null, folder.resolve("data").toString(), values);
            try (Wiring.Serving serving =
                            new Wiring(InstantSource.system())
                                    .serve(
                                            new SettingsReader(Map.of(), folder).read(overrides),
                                            false);
                    LoopbackClient client =
                            new LoopbackClient(serving.settings().issuer() + "/mcp", step -> {})) {
                client.discover();
                client.register();
                client.login("alice");
                assertTrue(
                        client.call("whoami")
                                .startsWith("You are alice (" + name + ":demo-alice) at " + name));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ACME", "CORP", "GITHUB"})
    void the_class_is_short_and_compiles_by_itself(Sample sample) throws IOException {
        written(sample);
        Path source = folder.resolve(dev.mcpoauth.scaffold.Templates.source(sample.provider()));
        assertTrue(Files.readAllLines(source).size() <= 42, source::toString);
        assertEquals(
                sample.provider().className(),
                new ProviderCode.Source(source).load().getSimpleName());
    }

    private Map<String, String> written(Sample sample) throws IOException {
        Plan plan = new Scaffold(folder, "0.0.0-test").create(sample.provider(), Plan.Rule.ASK);
        plan.apply();
        return files(folder);
    }

    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.put(root.relativize(file).toString(), Files.readString(file));
            }
        }
        return all;
    }

    /// Every Java file below these folders, compiled with all warnings as errors.
    private URLClassLoader compiled(String... sources) throws IOException {
        Path target = Files.createDirectories(folder.resolve("classes"));
        List<String> arguments =
                new ArrayList<>(
                        List.of("-Xlint:all", "-Werror", "-proc:none", "-d", target.toString()));
        for (String each : sources) {
            try (Stream<Path> files = Files.walk(folder.resolve(each))) {
                files.map(Path::toString)
                        .filter(name -> name.endsWith(".java"))
                        .forEach(arguments::add);
            }
        }
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int exit =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, errors, arguments.toArray(String[]::new));
        assertEquals(0, exit, () -> errors.toString(StandardCharsets.UTF_8));
        return new URLClassLoader(
                new URL[] {target.toUri().toURL()}, ScaffoldTest.class.getClassLoader());
    }

    private static Class<?> type(ClassLoader classes, String name) {
        try {
            return classes.loadClass(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
