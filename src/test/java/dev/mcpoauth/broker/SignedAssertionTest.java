package dev.mcpoauth.broker;

import static dev.mcpoauth.broker.RefreshRequest.assertAnswer;
import static dev.mcpoauth.broker.RefreshRequest.basic;
import static dev.mcpoauth.broker.RefreshRequest.refresh;
import static dev.mcpoauth.broker.RefreshRequest.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.mcpoauth.TestBroker;
import dev.mcpoauth.fetch.RawServer;
import dev.mcpoauth.json.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that sign (`private_key_jwt`, RFC 7523) at the token endpoint, over real HTTP.
///
/// The refresh token in these requests is made up: a client that proved itself is told
/// `invalid_grant`, one that did not `invalid_client`.
final class SignedAssertionTest {
    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    @TempDir Path folder;
    private TestBroker broker;

    @BeforeEach
    void start() {
        broker = TestBroker.start(folder, Map.of("cimd.allow_loopback", true));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void private_key_jwt_works_with_each_advertised_algorithm_and_keys_by_value() throws Exception {
        RSAKey rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
        ECKey ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        String id = register(Map.of("jwks", Json.object(publicKeys(rsa, ec))));
        assertEquals(
                List.of("ES256", "RS256", "PS256"),
                Json.object(broker.get("/.well-known/oauth-authorization-server").body())
                        .get("token_endpoint_auth_signing_alg_values_supported"));
        for (JWSAlgorithm algorithm :
                List.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256, JWSAlgorithm.PS256)) {
            JWK key = algorithm.equals(JWSAlgorithm.ES256) ? ec : rsa;
            String jwt = sign(algorithm, key, claims(id, c -> {}));
            assertAnswer(400, "invalid_grant", asserted(jwt, Map.of()));
        }
        String once = sign(JWSAlgorithm.ES256, ec, claims(id, c -> {}));
        assertAnswer(400, "invalid_grant", asserted(once, Map.of("client_id", id)));
        String token = broker.issuer() + "/token";
        String other = sign(JWSAlgorithm.ES256, ec, claims(id, c -> c.audience(token)));
        assertAnswer(400, "invalid_grant", asserted(other, Map.of()));
    }

    @Test
    void private_key_jwt_is_good_once_even_after_a_restart() throws Exception {
        ECKey ec = new ECKeyGenerator(Curve.P_256).generate();
        String id = register(Map.of("jwks", Json.object(publicKeys(ec))));
        String jwt = sign(JWSAlgorithm.ES256, ec, claims(id, c -> {}));
        assertAnswer(400, "invalid_grant", asserted(jwt, Map.of()));
        assertAnswer(401, "invalid_client", asserted(jwt, Map.of()));
        int port = broker.port();
        broker.close();
        broker = TestBroker.start(folder, Map.of("listen.port", port));
        assertAnswer(401, "invalid_client", asserted(jwt, Map.of()));
    }

    @Test
    void private_key_jwt_with_a_wrong_claim_is_refused() throws Exception {
        ECKey ec = new ECKeyGenerator(Curve.P_256).generate();
        String id = register(Map.of("jwks", Json.object(publicKeys(ec))));
        Instant now = Instant.now();
        List<Consumer<JWTClaimsSet.Builder>> wrong =
                List.of(
                        c -> c.issuer("somebody"),
                        c -> c.subject("somebody"),
                        c -> c.subject(null),
                        c -> c.audience("https://other.example"),
                        c -> c.audience(List.of(broker.issuer(), "https://other.example")),
                        c -> c.audience((String) null),
                        c -> c.expirationTime(null),
                        c -> c.expirationTime(Date.from(now.minusSeconds(120))),
                        c -> c.expirationTime(Date.from(now.plusSeconds(7200))),
                        c -> c.notBeforeTime(Date.from(now.plusSeconds(600))),
                        c -> c.issueTime(Date.from(now.plusSeconds(600))),
                        c -> c.issueTime(Date.from(now.minusSeconds(7200))),
                        c -> c.jwtID(null),
                        c -> c.jwtID("x".repeat(300)));
        for (Consumer<JWTClaimsSet.Builder> change : wrong) {
            JWTClaimsSet claims = claims(id, change);
            assertAnswer(
                    401,
                    "invalid_client",
                    asserted(sign(JWSAlgorithm.ES256, ec, claims), Map.of()));
        }
        String good = sign(JWSAlgorithm.ES256, ec, claims(id, c -> {}));
        assertAnswer(401, "invalid_client", asserted(good, Map.of("client_id", "another")));
        assertAnswer(
                401,
                "invalid_client",
                refresh(
                        broker,
                        Map.of("client_assertion", good, "client_assertion_type", "other")));
    }

    @Test
    void private_key_jwt_from_a_clock_that_is_half_a_minute_off_works_F_31() throws Exception {
        ECKey ec = new ECKeyGenerator(Curve.P_256).generate();
        String id = register(Map.of("jwks", Json.object(publicKeys(ec))));
        Instant now = Instant.now();
        List<Consumer<JWTClaimsSet.Builder>> differs =
                List.of(
                        c -> c.expirationTime(Date.from(now.minusSeconds(30))),
                        c -> c.notBeforeTime(Date.from(now.plusSeconds(30))),
                        c -> c.issueTime(Date.from(now.plusSeconds(30))));
        for (Consumer<JWTClaimsSet.Builder> change : differs) {
            String good = sign(JWSAlgorithm.ES256, ec, claims(id, change));
            // it is the client that it says it is, and its token is not a token
            assertAnswer(400, "invalid_grant", asserted(good, Map.of()));
        }
    }

    @Test
    void private_key_jwt_with_a_wrong_key_or_algorithm_is_refused() throws Exception {
        ECKey ec = new ECKeyGenerator(Curve.P_256).keyID("a").generate();
        ECKey same = new ECKeyGenerator(Curve.P_256).keyID("a").generate();
        ECKey other = new ECKeyGenerator(Curve.P_256).keyID("b").generate();
        RSAKey small = new RSAKeyGenerator(1024, true).keyID("s").generate();
        String id = register(Map.of("jwks", Json.object(publicKeys(ec, small))));
        JWTClaimsSet claims = claims(id, c -> {});
        JWSSigner shared =
                new MACSigner(ec.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8));
        SignedJWT hmac = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        hmac.sign(shared);
        String good = sign(JWSAlgorithm.ES256, ec, claims);
        for (String jwt :
                List.of(
                        sign(JWSAlgorithm.ES256, same, claims),
                        sign(JWSAlgorithm.ES256, other, claims),
                        sign(JWSAlgorithm.RS256, small, claims),
                        hmac.serialize(),
                        new PlainJWT(claims).serialize(),
                        good.substring(0, good.lastIndexOf('.') + 1),
                        good.substring(0, good.length() - 4) + "AAAA",
                        "a.b.c",
                        "x".repeat(9000))) {
            assertAnswer(401, "invalid_client", asserted(jwt, Map.of()));
        }
        assertAnswer(400, "invalid_grant", asserted(good, Map.of()));
    }

    @Test
    void the_registered_method_is_enforced_for_clients_that_sign() throws Exception {
        ECKey ec = new ECKeyGenerator(Curve.P_256).generate();
        String id = register(Map.of("jwks", Json.object(publicKeys(ec))));
        assertAnswer(401, "invalid_client", refresh(broker, Map.of("client_id", id)));
        assertAnswer(
                401,
                "invalid_client",
                refresh(broker, Map.of("client_id", id, "client_secret", "x")));
        assertAnswer(
                401, "invalid_client", refresh(broker, Map.of(), "Authorization", basic(id, "")));
        String secret = text(broker.register("client_secret_post"), "client_id");
        String jwt = sign(JWSAlgorithm.ES256, ec, claims(secret, c -> {}));
        assertAnswer(401, "invalid_client", asserted(jwt, Map.of()));
    }

    @Test
    void keys_at_an_address_are_fetched_once_and_again_for_a_new_key() throws Exception {
        ECKey old = new ECKeyGenerator(Curve.P_256).keyID("old").generate();
        ECKey fresh = new ECKeyGenerator(Curve.P_256).keyID("new").generate();
        try (RawServer site = new RawServer()) {
            site.json(publicKeys(old), "Cache-Control: max-age=3600\r\n");
            String id =
                    register(Map.of("jwks_uri", site.at("http://127.0.0.1", "/keys").toString()));
            Instant now = Instant.now();
            broker.stopClock(now);
            for (int i = 0; i < 3; i++) {
                String jwt = sign(JWSAlgorithm.ES256, old, claims(id, c -> {}));
                assertAnswer(400, "invalid_grant", asserted(jwt, Map.of()));
            }
            assertEquals(1, site.asked().size());
            site.json(publicKeys(fresh), "Cache-Control: max-age=3600\r\n");
            String jwt = sign(JWSAlgorithm.ES256, fresh, claims(id, c -> {}));
            assertAnswer(401, "invalid_client", asserted(jwt, Map.of()));
            assertEquals(1, site.asked().size(), "not twice in a minute, whatever the key id");
            broker.stopClock(now.plusSeconds(61));
            assertAnswer(400, "invalid_grant", asserted(jwt, Map.of()));
            assertEquals(2, site.asked().size());
            site.answers("HTTP/1.1 503 Down\r\n\r\n");
            broker.stopClock(now.plusSeconds(200));
            String more = sign(JWSAlgorithm.ES256, fresh, claims(id, c -> {}));
            assertAnswer(400, "invalid_grant", asserted(more, Map.of()));
        }
    }

    @Test
    void a_client_with_a_document_may_have_to_sign() throws Exception {
        ECKey ec = new ECKeyGenerator(Curve.P_256).generate();
        try (RawServer site = new RawServer()) {
            String id = site.at("http://127.0.0.1", "/client.json").toString();
            site.json(
                    Json.write(
                            Map.of(
                                    "client_id",
                                    id,
                                    "client_name",
                                    "signs",
                                    "redirect_uris",
                                    List.of(TestBroker.CALLBACK),
                                    "grant_types",
                                    List.of("authorization_code", "refresh_token"),
                                    "token_endpoint_auth_method",
                                    "private_key_jwt",
                                    "jwks",
                                    Json.object(publicKeys(ec)))),
                    "");
            Map<String, String> form = TestBroker.exchange(broker.code(id));
            form.put("client_id", id);
            assertAnswer(401, "invalid_client", broker.form("/token", form));
            form.put("client_assertion_type", TYPE);
            form.put("client_assertion", sign(JWSAlgorithm.ES256, ec, claims(id, c -> {})));
            assertEquals(200, broker.form("/token", form).statusCode());
        }
    }

    private String register(Map<String, Object> keys) {
        Map<String, Object> body = new LinkedHashMap<>(keys);
        body.put("client_name", "signs");
        body.put("redirect_uris", List.of(TestBroker.CALLBACK));
        body.put("grant_types", List.of("authorization_code", "refresh_token"));
        body.put("token_endpoint_auth_method", "private_key_jwt");
        HttpResponse<String> answer = broker.json("POST", "/register", Json.write(body));
        assertEquals(201, answer.statusCode(), answer.body());
        Map<String, Object> client = Json.object(answer.body());
        assertEquals(null, client.get("client_secret"));
        return text(client, "client_id");
    }

    private JWTClaimsSet claims(String clientId, Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims =
                new JWTClaimsSet.Builder()
                        .issuer(clientId)
                        .subject(clientId)
                        .audience(broker.issuer())
                        .jwtID(UUID.randomUUID().toString())
                        .issueTime(Date.from(Instant.now()))
                        .expirationTime(Date.from(Instant.now().plusSeconds(300)));
        change.accept(claims);
        return claims.build();
    }

    private static String sign(JWSAlgorithm algorithm, JWK key, JWTClaimsSet claims)
            throws JOSEException {
        JWSSigner signer =
                key instanceof RSAKey rsa
                        ? new RSASSASigner(
                                rsa.toRSAPrivateKey(), Set.of(AllowWeakRSAKey.getInstance()))
                        : new ECDSASigner(key.toECKey());
        SignedJWT jwt =
                new SignedJWT(
                        new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    private static String publicKeys(JWK... keys) {
        return new JWKSet(List.of(keys)).toString(true);
    }

    private HttpResponse<String> asserted(String jwt, Map<String, String> more) {
        Map<String, String> form = new LinkedHashMap<>(more);
        form.put("client_assertion_type", TYPE);
        form.put("client_assertion", jwt);
        return refresh(broker, form);
    }
}
