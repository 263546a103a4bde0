package dev.mcpoauth.testkit;

import dev.mcpoauth.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Self-contained signed tokens, so that a pretend service forgets nothing over a restart.
final class FakeTokens {
    static final String ACCESS = "demo_at_";
    static final String REFRESH = "demo_rt_";

    /// What a token says.
    record Claims(String kind, String user, String scope, Instant expiresAt, String id) {}

    private final byte[] key;

    FakeTokens(byte[] key) {
        this.key = key.clone();
    }

    String issue(String kind, String user, String scope, Instant expiresAt) {
        String claims =
                String.join(
                        "\n",
                        kind,
                        user,
                        scope,
                        Long.toString(expiresAt.getEpochSecond()),
                        UUID.randomUUID().toString());
        String payload = encode(claims.getBytes(StandardCharsets.UTF_8));
        return kind + payload + "." + encode(mac(payload));
    }

    /// An ID token for the pretend client, signed with its secret. OpenID Connect Core 2, 10.1.
    static String idToken(String issuer, Instant expiresAt, Map<String, Object> who) {
        Map<String, Object> claims = new LinkedHashMap<>(who);
        claims.put("iss", issuer);
        claims.put("aud", FakeService.CLIENT_ID);
        claims.put("exp", expiresAt.getEpochSecond());
        FakeTokens signer =
                new FakeTokens(FakeService.CLIENT_SECRET.getBytes(StandardCharsets.UTF_8));
        String payload =
                encode(Json.bytes(Map.of("alg", "HS256"))) + "." + encode(Json.bytes(claims));
        return payload + "." + encode(signer.mac(payload));
    }

    Optional<Claims> read(String kind, String token) {
        int dot = token.lastIndexOf('.');
        if (!token.startsWith(kind) || dot < kind.length()) {
            return Optional.empty();
        }
        String payload = token.substring(kind.length(), dot);
        byte[] given = token.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
        byte[] right = encode(mac(payload)).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(given, right)) {
            return Optional.empty();
        }
        byte[] decoded = Base64.getUrlDecoder().decode(payload);
        String[] parts = new String(decoded, StandardCharsets.UTF_8).split("\n", -1);
        Instant expiresAt = Instant.ofEpochSecond(Long.parseLong(parts[3]));
        Claims claims = new Claims(parts[0], parts[1], parts[2], expiresAt, parts[4]);
        return claims.kind().equals(kind) ? Optional.of(claims) : Optional.empty();
    }

    private byte[] mac(String payload) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(payload.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
