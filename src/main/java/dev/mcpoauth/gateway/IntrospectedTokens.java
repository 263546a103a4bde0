package dev.mcpoauth.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.mcpoauth.gateway.CurrentUser.Claims;
import dev.mcpoauth.oauth.ResourceUri;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks the broker about a token (RFC 7662) and remembers the answer for a moment.
///
/// A revoked token is good for at most that moment longer: ten seconds unless told otherwise.
/// Answers are kept under the hash of the token, never under the token; at most ten thousand, and a
/// no for two seconds at most, so that a client that tries again is not asked about again at once.
final class IntrospectedTokens implements TokenCheck {
    private static final int MOST = 10_000;
    private static final Duration SHORTLY = Duration.ofSeconds(2);

    private final BrokerCalls broker;
    private final String resource;
    private final Cache<String, Optional<Claims>> known;

    IntrospectedTokens(BrokerCalls broker, String resource, Duration remembered) {
        this.broker = broker;
        this.resource = resource;
        Duration no = remembered.compareTo(SHORTLY) < 0 ? remembered : SHORTLY;
        this.known =
                Caffeine.newBuilder()
                        .maximumSize(MOST)
                        .expireAfter(
                                Expiry.<String, Optional<Claims>>creating(
                                        (hash, claims) -> claims.isPresent() ? remembered : no))
                        .build();
    }

    @Override
    public Optional<Claims> check(String token) {
        String hash = HexFormat.of().formatHex(Secret.sha256(token));
        Optional<Claims> claims = known.getIfPresent(hash);
        if (claims == null) {
            claims = ask(token);
            known.put(hash, claims);
        }
        return claims.filter(found -> Instant.now().isBefore(found.expiresAt()));
    }

    private Optional<Claims> ask(String token) {
        Map<String, Object> answer = broker.post("/introspect", Map.of("token", token));
        // RFC 7662 4: the server must check that the token is meant for it
        if (!Boolean.TRUE.equals(answer.get("active"))
                || !broker.issuer().equals(answer.get("iss"))
                || !isFor(answer.get("aud"), resource)
                || !(answer.get("exp") instanceof Number expires)
                || !(answer.get("sub") instanceof String user)) {
            return Optional.empty();
        }
        return Optional.of(
                new Claims(
                        user,
                        text(answer, "username", user),
                        text(answer, "client_id", ""),
                        Scope.parse(text(answer, "scope", "")),
                        Instant.ofEpochSecond(expires.longValue())));
    }

    /// True when the audience, one or several, names the resource.
    static boolean isFor(@Nullable Object audience, String resource) {
        Collection<?> all = audience instanceof Collection<?> list ? list : List.of("" + audience);
        return all.stream()
                .map(each -> ResourceUri.canonical(String.valueOf(each)))
                .anyMatch(each -> each.isPresent() && each.equals(ResourceUri.canonical(resource)));
    }

    private static String text(Map<String, Object> answer, String name, String usual) {
        return answer.get(name) instanceof String text ? text : usual;
    }
}
