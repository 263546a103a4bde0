package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.cli.App;
import dev.mcpoauth.cli.Terminal;
import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.provider.Catalogue;
import dev.mcpoauth.provider.ProviderProblem;
import dev.mcpoauth.testkit.FakeService;
import dev.mcpoauth.testkit.LoopbackClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Providers of one's own, from a source file and from a jar, in a real broker.
final class OwnProvidersTest {
    private static final Logger LOG = Logger.getLogger("dev.mcpoauth");
    private static final String SOURCE =
            """
            import dev.mcpoauth.oauth.ServiceToken;
            import dev.mcpoauth.oauth.UserInfo;
            import dev.mcpoauth.provider.*;

            @ServiceSpec(\"""
                {
                  // the pretend service
                  "title": "TITLE",
                  "authorize_url": "{base_url}/authorize",
                  "token_url": "{base_url}/token",
                  "userinfo_url": "{base_url}/userinfo",
                  "user_id": "/sub"
                }
                \""")
            final class AcmeProvider extends BaseOAuthProvider {
                AcmeProvider(ProviderContext context) {
                    super(context, new Client(context));
                }

                private static final class Client extends StandardServiceClient {
                    Client(ProviderContext context) {
                        super(context);
                    }

                    @Override
                    public UserInfo userInfo(ServiceToken token) {
                        UserInfo user = super.userInfo(token);
                        return new UserInfo(
                                user.subject(), "PREFIX" + user.login(), null, null, false, null);
                    }
                }
            }
            """;

    private static final String ODD =
            """
            import dev.mcpoauth.provider.*;

            @ServiceSpec(\"""
                {
                  "authorize_url": "{base_url}/authorize",
                  "token_url": "{base_url}/token",
                  "headers": {"X-A": null}
                }
                \""")
            final class OddProvider extends BaseOAuthProvider {
                OddProvider(ProviderContext context) {
                    super(context);
                }
            }
            """;

    @TempDir Path folder;
    private final FakeService acme = FakeService.start();
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final Handler listener = new Listener();

    @BeforeEach
    void listen() {
        LOG.setLevel(Level.INFO);
        LOG.addHandler(listener);
    }

    @AfterEach
    void close() {
        LOG.removeHandler(listener);
        LOG.setLevel(null);
        acme.close();
    }

    @Test
    void a_source_file_is_compiled_and_used_in_a_login_and_by_token_commands() throws IOException {
        source("Acme", "a-");
        settings(Map.of("acme", own("source", "AcmeProvider.java")));
        try (Wiring.Serving serving = serve();
                LoopbackClient client = client(serving)) {
            assertTrue(login(client).startsWith("You are a-alice "));
        }
        Path file = folder.resolve("AcmeProvider.java");
        String good = Files.readString(file);
        Files.writeString(file, "a good token is read without running this");
        String before = output("token", "get", "acme/a-alice");
        Files.writeString(file, good);
        assertTrue(before.startsWith("demo_at_"), before);
        output("token", "refresh", "acme/a-alice");
        assertFalse(output("token", "get", "acme/a-alice").equals(before));
        assertTrue(output("provider", "list").contains("acme"));
        assertEquals(
                "Acme",
                new Catalogue()
                        .spec("acme", read().providers().getOrDefault("acme", Map.of()))
                        .title());
    }

    @Test
    void a_jar_is_used_in_a_login_and_a_newer_one_when_it_takes_its_place() throws Exception {
        jar("jar-");
        Map<String, Object> own = own("jar", "acme.jar");
        own.put("watch", true);
        settings(Map.of("acme", own));
        try (Wiring.Serving serving = serve();
                LoopbackClient first = client(serving);
                LoopbackClient second = client(serving)) {
            assertTrue(login(first).startsWith("You are jar-alice "));
            jar("newer-");
            await("provider acme: reloaded");
            assertTrue(login(second).startsWith("You are newer-alice "));
        }
    }

    private void jar(String prefix) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        int exit =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-d",
                                classes.toString(),
                                source("Acme", prefix).toString());
        assertEquals(0, exit);
        try (JarOutputStream jar =
                new JarOutputStream(Files.newOutputStream(folder.resolve("draft.jar")))) {
            jar.putNextEntry(new JarEntry("META-INF/services/dev.mcpoauth.provider.OAuthProvider"));
            jar.write("AcmeProvider # the only one\n".getBytes(StandardCharsets.UTF_8));
            try (var files = Files.list(classes)) {
                for (Path each : files.toList()) {
                    jar.putNextEntry(new JarEntry(each.getFileName().toString()));
                    jar.write(Files.readAllBytes(each));
                }
            }
        }
        Files.move(
                folder.resolve("draft.jar"),
                folder.resolve("acme.jar"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void a_broken_provider_is_told_by_name_and_line_and_the_others_go_on() throws IOException {
        Files.writeString(
                folder.resolve("BadProvider.java"),
                "import dev.mcpoauth.provider.*;\nclass BadProvider { int x = \"no\"; }\n");
        Map<String, Object> providers = new LinkedHashMap<>();
        providers.put("bad", own("source", "BadProvider.java"));
        providers.put("gone", own("jar", "gone.jar"));
        Files.writeString(folder.resolve("OddProvider.java"), ODD);
        providers.put("odd", own("source", "OddProvider.java"));
        providers.put("good", acme.providerSettings());
        settings(providers);
        try (Wiring.Serving serving = serve();
                LoopbackClient client = client(serving)) {
            assertTrue(login(client).startsWith("You are alice "));
        }
        String log = String.join("\n", told);
        assertTrue(
                log.contains("provider bad: " + folder.resolve("BadProvider.java") + ":2: "), log);
        assertTrue(log.contains("incompatible types"), log);
        assertTrue(log.contains("provider gone: " + folder.resolve("gone.jar")), log);
        assertTrue(log.contains("provider odd: setting 'headers' has null for 'X-A'"), log);
    }

    @Test
    void a_slip_in_what_a_class_knows_is_told_by_a_check() throws IOException {
        Path file = source("Acme", "");
        Files.writeString(
                file,
                Files.readString(file).replace("\"user_id\"", "\"user_idd\": 1, \"user_id\""));
        settings(Map.of("acme", own("source", "AcmeProvider.java")));

        String checked = output("provider", "check", "acme");

        assertTrue(checked.contains("nothing reads user_idd"), checked);
    }

    @Test
    void a_broker_that_could_offer_nobody_does_not_start() throws IOException {
        Files.writeString(folder.resolve("AcmeProvider.java"), "class AcmeProvider {");
        settings(Map.of("acme", own("source", "AcmeProvider.java")));
        ProviderProblem problem = assertThrows(ProviderProblem.class, this::serve);
        String why = String.valueOf(problem.getMessage());
        assertTrue(why.contains("acme: " + folder.resolve("AcmeProvider.java") + ":1: "), why);
    }

    @Test
    void a_save_is_used_for_new_calls_a_broken_one_is_not_and_logins_go_on() throws Exception {
        Path file = source("Acme", "old-");
        Map<String, Object> own = own("source", "AcmeProvider.java");
        own.put("watch", true);
        settings(Map.of("acme", own));
        try (Wiring.Serving serving = serve();
                LoopbackClient first = client(serving);
                LoopbackClient second = client(serving);
                LoopbackClient third = client(serving)) {
            assertTrue(login(first).startsWith("You are old-alice "));
            source("Acme", "new-");
            await("provider acme: reloaded");
            assertTrue(login(second).startsWith("You are new-alice "));
            Files.writeString(file, "class AcmeProvider {");
            await("the last good class goes on\n" + file + ":1: ");
            assertTrue(login(third).startsWith("You are new-alice "));
            assertTrue(first.call("whoami").startsWith("You are new-alice "));
        }
    }

    @Test
    void a_watched_provider_that_does_not_compile_yet_is_used_once_it_does() throws Exception {
        Files.writeString(folder.resolve("AcmeProvider.java"), "class AcmeProvider {");
        Map<String, Object> own = own("source", "AcmeProvider.java");
        own.put("watch", true);
        settings(Map.of("acme", own));
        try (Wiring.Serving serving = serve();
                LoopbackClient client = client(serving)) {
            source("Acme", "");
            await("provider acme: reloaded");
            assertTrue(login(client).startsWith("You are alice "));
        }
    }

    @Test
    void a_command_that_does_not_need_the_class_does_not_run_it() throws IOException {
        Files.writeString(folder.resolve("AcmeProvider.java"), "not Java at all");
        settings(Map.of("acme", own("source", "AcmeProvider.java")));
        assertEquals("", output("token", "list"));
        assertTrue(output("provider", "list").contains("acme"));
    }

    private Path source(String title, String prefix) throws IOException {
        String text = SOURCE.replace("TITLE", title).replace("PREFIX", prefix);
        // an editor's way: a new file takes the place of the old one
        Path draft = Files.writeString(folder.resolve("draft"), text);
        return Files.move(
                draft, folder.resolve("AcmeProvider.java"), StandardCopyOption.REPLACE_EXISTING);
    }

    private Map<String, Object> own(String kind, String file) {
        Map<String, Object> settings = new LinkedHashMap<>(acme.providerSettings());
        settings.remove("preset");
        settings.put(kind, file);
        return settings;
    }

    private void settings(Map<String, Object> providers) throws IOException {
        Files.writeString(
                folder.resolve("config.json"),
                dev.mcpoauth.json.Json.write(Map.of("providers", providers)));
    }

    private Settings read() {
        return new SettingsReader(Map.of(), folder)
                .read(new Overrides(null, folder.toString(), Map.of("listen.port", 0)));
    }

    private Wiring.Serving serve() {
        return new Wiring(InstantSource.system()).serve(read(), false);
    }

    private static LoopbackClient client(Wiring.Serving serving) {
        return new LoopbackClient(serving.settings().issuer() + "/mcp", step -> {});
    }

    private static String login(LoopbackClient client) {
        client.discover();
        client.register();
        client.login("alice");
        return client.call("whoami");
    }

    private void await(String text) throws InterruptedException {
        long end = System.nanoTime() + 60_000_000_000L;
        while (told.stream().noneMatch(each -> each.contains(text))) {
            assertTrue(System.nanoTime() < end, () -> text + " is not in " + told);
            Thread.sleep(20);
        }
    }

    private String output(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--data-dir", folder.toString()));
        Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err));
        int exit = new App(new Main(Map.of()), terminal).run(all.toArray(String[]::new));
        assertEquals(0, exit, err::toString);
        return out.toString();
    }

    private final class Listener extends Handler {
        @Override
        public void publish(LogRecord entry) {
            told.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
