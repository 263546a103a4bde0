package dev.mcpoauth.broker;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.TestBroker;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.ClientIdUrl;
import dev.mcpoauth.oauth.RedirectUri;
import dev.mcpoauth.oauth.RegistrationError;
import dev.mcpoauth.oauth.ResourceUri;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that reads what strangers send, with thousands of wrong inputs: no exception that is
/// not foreseen, and never a 5xx.
///
/// Two seeds: one that is always the same, one that is new each time and named in the test's name.
/// `-Dfuzz.rounds=100000` takes longer.
final class FuzzTest {
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 2000);
    private static final int REQUESTS = Math.max(ROUNDS / 20, 50);
    private static final String HEADER =
            Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            "{\"alg\":\"ES256\",\"kid\":\"a\"}".getBytes(StandardCharsets.UTF_8));
    private static final String CLAIMS =
            "{\"iss\":\"a\",\"sub\":\"a\",\"aud\":\"https://b\",\"exp\":1900000000,\"jti\":\"c\"}";

    @TempDir static Path folder;
    private static TestBroker broker;
    private static String clientId = "";

    @BeforeAll
    static void start() {
        broker = TestBroker.start(folder, Map.of());
        clientId = String.valueOf(broker.register("none").get("client_id"));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    static List<Long> seeds() {
        return List.of(20_261_126L, new Random().nextLong());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void addresses_are_read_or_refused(long seed) {
        List<String> good =
                List.of(
                        "https://client.example/cb?x=1",
                        "http://127.0.0.1:3118/callback",
                        "http://[::1]/cb",
                        "cursor://anysphere.cursor-mcp/oauth/callback",
                        "com.example.app:/cb");
        rounds(
                seed,
                ROUNDS,
                mutations -> {
                    String one = mutations.of(mutations.one(good));
                    RedirectUri.problem(one);
                    RedirectUri.matches(one, mutations.of(one));
                    RedirectUri.isLoopback(one);
                    ResourceUri.canonical(one);
                    ClientIdUrl.problem(one, mutations.below(2) == 0);
                });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void client_documents_are_read_or_refused(long seed) {
        String url = "https://client.example/client.json";
        String good =
                """
                {"client_id":"%s","client_name":"a","redirect_uris":["https://client.example/cb"],
                "token_endpoint_auth_method":"private_key_jwt","grant_types":["authorization_code"],
                "jwks":{"keys":[{"kty":"EC","crv":"P-256","x":"AQ","y":"AQ"}]},"scope":"a b"}
                """
                        .formatted(url);
        Foundation on =
                new Foundation(broker.settings(), broker.store(), Instant::now, new SecureRandom());
        rounds(
                seed,
                ROUNDS,
                mutations -> {
                    try {
                        ReadClientDocument.read(url, mutations.of(good), on);
                    } catch (RegistrationError e) {
                        assertTrue(!e.refusal().description().isEmpty());
                    }
                });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void assertions_are_read_or_refused(long seed) {
        rounds(
                seed,
                ROUNDS,
                mutations -> {
                    String claims =
                            Base64.getUrlEncoder()
                                    .withoutPadding()
                                    .encodeToString(
                                            mutations.of(CLAIMS).getBytes(StandardCharsets.UTF_8));
                    VerifyAssertion.read(mutations.of(HEADER + "." + claims + ".AAAA"));
                    VerifyAssertion.read(HEADER + "." + claims + ".AAAA");
                });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void registrations_are_never_5xx(long seed) {
        String good =
                Json.write(
                        Map.of(
                                "client_name", "a",
                                "redirect_uris", List.of(TestBroker.CALLBACK),
                                "grant_types", List.of("authorization_code", "refresh_token"),
                                "token_endpoint_auth_method", "client_secret_basic",
                                "scope", "mcp:read",
                                "client_uri", "https://a.example"));
        rounds(
                seed,
                REQUESTS,
                mutations ->
                        assertAnswered(
                                post("/register", "application/json", mutations.of(good), "")));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void forms_and_headers_are_never_5xx(long seed) {
        String form =
                "grant_type=refresh_token&refresh_token=mcpo_rt_1_x&scope=a&resource=https%3A%2F%2Fa"
                        + "&client_id="
                        + clientId
                        + "&client_assertion_type=x&client_assertion="
                        + HEADER
                        + ".e30.AAAA";
        String basic =
                Base64.getEncoder()
                        .encodeToString((clientId + ":x").getBytes(StandardCharsets.UTF_8));
        rounds(
                seed,
                REQUESTS,
                mutations -> {
                    String header = line(mutations.of("Basic " + basic));
                    String path =
                            mutations.one(List.of("/token", "/revoke", "/introspect", "/consent"));
                    assertAnswered(
                            post(
                                    path,
                                    line(
                                            mutations.of(
                                                    "application/x-www-form-urlencoded; charset=utf-8")),
                                    mutations.of(form),
                                    mutations.below(2) == 0
                                            ? ""
                                            : "Authorization: " + header + "\r\n"));
                    assertAnswered(
                            broker.raw(
                                    "GET /register/x HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                                            + "Authorization: "
                                            + line(mutations.of("Bearer mcpo_reg_1_x"))
                                            + "\r\n\r\n"));
                });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void queries_are_never_5xx(long seed) {
        String query = broker.authorizeAddress(clientId, Map.of("resource", "x")).getRawQuery();
        List<String> paths =
                List.of("/authorize?" + query, "/callback/demo?code=x&state=y", "/login/a.b");
        rounds(
                seed,
                REQUESTS,
                mutations -> {
                    String target = mutations.of(mutations.one(paths)).replaceAll("[\\s\0]", "+");
                    assertAnswered(
                            broker.raw(
                                    "GET "
                                            + target
                                            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"));
                });
    }

    private static String line(String text) {
        return text.replaceAll("[\r\n]", " ");
    }

    private static String post(String path, String type, String body, String headers) {
        // raw() sends one byte for each character
        String bytes =
                new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return broker.raw(
                "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n".formatted(path)
                        + headers
                        + "Content-Type: "
                        + type
                        + "\r\nContent-Length: "
                        + bytes.length()
                        + "\r\n\r\n"
                        + bytes);
    }

    private static void assertAnswered(String answer) {
        // 505: a target with a space makes another protocol version of its rest
        assertTrue(answer.matches("(?s)HTTP/1\\.1 ([234]\\d\\d|505) .*"), answer);
    }

    private static void rounds(long seed, int count, Consumer<Mutations> round) {
        Mutations mutations = new Mutations(seed);
        for (int i = 0; i < count; i++) {
            round.accept(mutations);
        }
    }
}
