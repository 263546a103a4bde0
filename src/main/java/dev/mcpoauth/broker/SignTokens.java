package dev.mcpoauth.broker;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.store.AccessTokens.AccessToken;
import dev.mcpoauth.store.Audit;
import dev.mcpoauth.store.Grant;
import dev.mcpoauth.store.SigningKeys.SigningKey;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.store.Transaction;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Signs access tokens with ES256 and publishes the keys.
///
/// [RFC 9068](https://www.rfc-editor.org/rfc/rfc9068)
public final class SignTokens {
    // RFC 9068 2.1: the type that keeps an access token from being taken for another JWT
    private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private final Foundation on;
    private final Store store;
    private final Map<String, ECKey> opened = new ConcurrentHashMap<>();

    /// Signs with the keys of the store.
    public SignTokens(Foundation on) {
        this.on = on;
        this.store = on.store();
    }

    /// The signed form of a token that is in the table already; its number is the `jti`.
    String sign(Transaction tx, Grant grant, AccessToken token) {
        ECKey key = signingKey(tx);
        // RFC 9068 2.2: iss, exp, aud, sub, client_id, iat and jti are required
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder()
                        .issuer(on.settings().issuer())
                        .subject(grant.userId())
                        .audience(grant.resource())
                        .claim("client_id", grant.clientId())
                        // RFC 6749 A.4: a scope has one token at least; a claim of null is left
                        // away
                        .claim("scope", token.scope().isEmpty() ? null : token.scope().toString())
                        .issueTime(Date.from(token.issuedAt()))
                        .expirationTime(Date.from(token.expiresAt()))
                        .jwtID(SignedToken.jti(token.id()))
                        .build();
        return signed(key, TYPE, claims);
    }

    /// Signs another statement of the broker with the key of the moment. The type keeps it from
    /// being taken for an access token.
    public String sign(JOSEObjectType type, JWTClaimsSet claims) {
        ECKey known =
                store.database()
                        .read(tx -> store.signingKeys().current(tx))
                        .map(key -> opened.get(key.kid()))
                        .orElse(null);
        ECKey key = known == null ? store.database().write(this::signingKey) : known;
        return signed(key, type, claims);
    }

    private static String signed(ECKey key, JOSEObjectType type, JWTClaimsSet claims) {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.ES256).type(type).keyID(key.getKeyID()).build();
        SignedJWT jwt = new SignedJWT(header, claims);
        try {
            jwt.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("every JDK signs with P-256", e);
        }
        return jwt.serialize();
    }

    /// The public keys, as long as a living token may need them. RFC 7517 5.
    public Map<String, Object> published() {
        if (list().stream().noneMatch(key -> key.retiredAt() == null)) {
            store.database().write(this::signingKey);
        }
        Instant now = on.now();
        return Map.of(
                "keys",
                list().stream()
                        .filter(key -> key.goneAt() == null || now.isBefore(key.goneAt()))
                        .map(key -> Json.object(key.publicJwk()))
                        .toList());
    }

    /// Every key of the store, the newest first.
    public List<SigningKey> list() {
        return store.signingKeys().recall(store.database());
    }

    /// Makes a new key that signs from now on. The old one stays published while its tokens live.
    public SigningKey rotate() {
        Instant now = on.now();
        Duration overlap = on.settings().tokens().access().plus(CLOCKS_DIFFER);
        return store.database()
                .write(tx -> {
                    store.signingKeys().prune(tx, now);
                    store.signingKeys().retire(tx, now, now.plus(overlap));
                    SigningKey made = make(tx);
                    store.audit()
                            .append(
                                    tx,
                                    new Audit.Entry(now, "key_rotated", made.kid() + " signs now"));
                    return made;
                });
    }

    private ECKey signingKey(Transaction tx) {
        Optional<SigningKey> current = store.signingKeys().current(tx);
        String kid = current.isPresent() ? current.get().kid() : make(tx).kid();
        ECKey known = opened.get(kid);
        if (known != null) {
            return known;
        }
        try {
            ECKey key = ECKey.parse(store.signingKeys().privateJwk(tx, kid).orElseThrow());
            opened.put(kid, key);
            return key;
        } catch (ParseException e) {
            throw new IllegalStateException("the signing key " + kid + " is damaged", e);
        }
    }

    private SigningKey make(Transaction tx) {
        try {
            ECKey key =
                    new ECKeyGenerator(Curve.P_256)
                            .keyUse(KeyUse.SIGNATURE)
                            .algorithm(JWSAlgorithm.ES256)
                            .keyIDFromThumbprint(true)
                            .secureRandom(on.random())
                            .generate();
            SigningKey made =
                    new SigningKey(
                            key.getKeyID(), key.toPublicJWK().toJSONString(), on.now(), null, null);
            store.signingKeys().insert(tx, made, key.toJSONString());
            return made;
        } catch (JOSEException e) {
            throw new IllegalStateException("every JDK makes P-256 keys", e);
        }
    }
}
