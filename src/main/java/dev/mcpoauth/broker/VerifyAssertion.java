package dev.mcpoauth.broker;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.store.Client;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks the signed assertion by which a client says who it is (`private_key_jwt`).
///
/// [RFC 7523 3](https://www.rfc-editor.org/rfc/rfc7523#section-3)
final class VerifyAssertion {
    /// The only type of assertion. RFC 7523 2.2.
    static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// The algorithms, never `none` and none with a shared key. RFC 8725 3.1.
    static final List<String> ALGORITHMS = List.of("ES256", "RS256", "PS256");

    private static final int MOST_CHARACTERS = 8192;
    private static final int MOST_ID = 256;
    private static final int LEAST_RSA_BITS = 2048;
    private static final Duration SKEW = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Foundation on;
    private final ClientKeys keys;

    VerifyAssertion(Foundation on, ClientKeys keys) {
        this.on = on;
        this.keys = keys;
    }

    /// A well-formed assertion of which nothing is proved yet.
    ///
    /// @param jwt the assertion
    /// @param claims what it says
    /// @param subject the client that it says it is of
    record Unproved(SignedJWT jwt, JWTClaimsSet claims, String subject) {}

    /// Reads an assertion; empty when the text is none.
    static Optional<Unproved> read(String text) {
        if (text.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        try {
            SignedJWT jwt = SignedJWT.parse(text);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            String subject = claims.getSubject();
            return subject == null
                    ? Optional.empty()
                    : Optional.of(new Unproved(jwt, claims, subject));
        } catch (ParseException | RuntimeException e) {
            // the parser fails in more ways than it declares where JSON is null
            return Optional.empty();
        }
    }

    /// Why the assertion does not prove that it is of this client; empty when it does, once.
    Optional<String> problem(Client client, Unproved shown) {
        if (!ALGORITHMS.contains(shown.jwt().getHeader().getAlgorithm().getName())) {
            return Optional.of("the assertion's algorithm is not one of " + ALGORITHMS);
        }
        Optional<String> wrong = claims(client.id(), shown.claims());
        if (wrong.isPresent()) {
            return wrong;
        }
        String kid = shown.jwt().getHeader().getKeyID();
        boolean signed =
                keys.of(client.metadata(), kid).stream().anyMatch(key -> signed(shown.jwt(), key));
        if (!signed) {
            return Optional.of("no key of the client has signed the assertion");
        }
        return used(client.id(), shown.claims())
                ? Optional.of("the assertion was used before")
                : Optional.empty();
    }

    private Optional<String> claims(String clientId, JWTClaimsSet claims) {
        Instant now = on.clock().instant();
        Instant end = instant(claims.getExpirationTime());
        Instant made = instant(claims.getIssueTime());
        Instant start = instant(claims.getNotBeforeTime());
        String id = claims.getJWTID();
        // RFC 7523 3: iss and sub MUST be the client_id
        if (!clientId.equals(claims.getIssuer()) || !clientId.equals(claims.getSubject())) {
            return Optional.of("the assertion's iss and sub must be the client_id");
        }
        // RFC 7523 3: aud MUST identify this server; another one beside it could replay it here
        Set<String> ours = Set.of(on.settings().issuer(), on.settings().issuer() + "/token");
        List<String> named = claims.getAudience();
        if (named.isEmpty() || !named.stream().allMatch(aud -> aud != null && ours.contains(aud))) {
            return Optional.of("the assertion's aud must be " + on.settings().issuer());
        }
        // RFC 7523 3: exp is REQUIRED; one too far in the future MAY be refused
        if (end == null || !now.isBefore(end.plus(SKEW)) || end.isAfter(now.plus(LONGEST))) {
            return Optional.of("the assertion has expired, or lives longer than an hour");
        }
        boolean early = start != null && start.isAfter(now.plus(SKEW));
        boolean old =
                made != null && (made.isAfter(now.plus(SKEW)) || made.isBefore(now.minus(LONGEST)));
        if (early || old) {
            return Optional.of("the assertion's nbf or iat is not now");
        }
        return id == null || id.isEmpty() || id.length() > MOST_ID
                ? Optional.of("the assertion has no jti")
                : Optional.empty();
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }

    private static boolean signed(SignedJWT jwt, JWK key) {
        if (KeyUse.ENCRYPTION.equals(key.getKeyUse())) {
            return false;
        }
        try {
            Optional<JWSVerifier> verifier = verifier(jwt.getHeader().getAlgorithm(), key);
            return verifier.isPresent() && jwt.verify(verifier.get());
        } catch (JOSEException e) {
            // a key of another kind than the signature: it has not signed
            return false;
        }
    }

    // RFC 8725 3.1: a key is used with its own kind of algorithm only
    private static Optional<JWSVerifier> verifier(JWSAlgorithm algorithm, JWK key)
            throws JOSEException {
        boolean elliptic = algorithm.equals(JWSAlgorithm.ES256);
        if (elliptic && key instanceof ECKey ec) {
            return Optional.of(new ECDSAVerifier(ec));
        }
        if (!elliptic && key instanceof RSAKey rsa && rsa.size() >= LEAST_RSA_BITS) {
            return Optional.of(new RSASSAVerifier(rsa));
        }
        return Optional.empty();
    }

    /// RFC 7523 3: replay is prevented by remembering each jti until the assertion has expired.
    private boolean used(String clientId, JWTClaimsSet claims) {
        Instant end = claims.getExpirationTime().toInstant().plus(SKEW).plusSeconds(1);
        byte[] jti = Secret.sha256(claims.getJWTID());
        return on.store()
                .database()
                .write(tx -> {
                    on.store().assertions().prune(tx, on.now());
                    return !on.store().assertions().use(tx, clientId, jti, end);
                });
    }
}
