package dev.mcpoauth.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.TestBroker;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.ClientIdUrl;
import dev.mcpoauth.oauth.RedirectUri;
import dev.mcpoauth.oauth.RegistrationError;
import dev.mcpoauth.oauth.ResourceUri;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

    private static final List<String> ODD =
            List.of("null", "1", "-1", "1e400", "true", "\"\"", "[]", "[null]", "[[]]", "{}");

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

    @Test
    void odd_members_of_assertions_are_never_5xx() {
        String id =
                signs("{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\"}]}");
        Map<String, String> header = new LinkedHashMap<>(Map.of("alg", "\"ES256\""));
        Map<String, String> claims = new LinkedHashMap<>();
        claims.put("iss", Json.write(id));
        claims.put("sub", Json.write(id));
        claims.put("aud", Json.write(broker.issuer()));
        claims.put("exp", String.valueOf(Instant.now().plusSeconds(300).getEpochSecond()));
        claims.put("jti", "\"1\"");
        for (String odd :
                odd(header, List.of("kid", "typ", "cty", "crit", "b64", "jwk", "x5c", "jku"))) {
            assertRefused(id, odd, object(claims));
        }
        for (String odd : odd(claims, List.of("nbf", "iat"))) {
            assertRefused(id, object(header), odd);
        }
        String twice = "[" + Json.write(broker.issuer()) + ",null]";
        claims.put("aud", twice);
        assertRefused(id, object(header), object(claims));
    }

    @Test
    void odd_members_of_key_sets_are_never_5xx() {
        String number = "\"" + "AQAB".repeat(86) + "\"";
        List<Map<String, String>> keys =
                List.of(
                        Map.of("kty", "\"EC\"", "crv", "\"P-256\"", "x", "\"AQ\"", "y", "\"AQ\""),
                        Map.of("kty", "\"RSA\"", "n", number, "e", "\"AQAB\""));
        List<String> more =
                List.of("use", "kid", "alg", "key_ops", "x5c", "x5t", "x5u", "exp", "d");
        for (Map<String, String> key : keys) {
            for (String odd : odd(key, more)) {
                String id = signs("{\"keys\":[" + odd + "]}");
                for (String alg : id.isEmpty() ? List.<String>of() : VerifyAssertion.ALGORITHMS) {
                    String claims =
                            """
                            {"iss":"%1$s","sub":"%1$s","aud":"%2$s","exp":%3$d,"jti":"a"}
                            """
                                    .formatted(
                                            id,
                                            broker.issuer(),
                                            Instant.now().getEpochSecond() + 60);
                    assertRefused(id, "{\"alg\":\"" + alg + "\"}", claims);
                }
            }
        }
        for (String odd : ODD) {
            signs(odd);
            signs("{\"keys\":" + odd + "}");
        }
    }

    /// The object with each member odd in every way, and every odd thing in its place.
    private static List<String> odd(Map<String, String> good, List<String> more) {
        List<String> all = new ArrayList<>(ODD);
        Set<String> names = new LinkedHashSet<>(good.keySet());
        names.addAll(more);
        for (String name : names) {
            for (String value : ODD) {
                Map<String, String> changed = new LinkedHashMap<>(good);
                changed.put(name, value);
                all.add(object(changed));
            }
        }
        return all;
    }

    private static String object(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    /// The id of a new client that has these keys; empty when it is refused.
    private static String signs(String jwks) {
        HttpResponse<String> answer =
                broker.json(
                        "POST",
                        "/register",
                        """
                        {"redirect_uris":["%s"],"token_endpoint_auth_method":"private_key_jwt","jwks":%s}
                        """
                                .formatted(TestBroker.CALLBACK, jwks));
        assertTrue(Set.of(201, 400).contains(answer.statusCode()), jwks + answer.body());
        return String.valueOf(Json.object(answer.body()).getOrDefault("client_id", ""));
    }

    private static void assertRefused(String id, String header, String claims) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        Map<String, String> form =
                Map.of(
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        "x",
                        "client_id",
                        id,
                        "client_assertion_type",
                        VerifyAssertion.TYPE,
                        "client_assertion",
                        base64.encodeToString(header.getBytes(StandardCharsets.UTF_8))
                                + "."
                                + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                                + ".AAAA");
        HttpResponse<String> answer = broker.form("/token", form);
        assertEquals(401, answer.statusCode(), header + claims + answer.body());
        assertEquals("invalid_client", Json.object(answer.body()).get("error"));
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
