package dev.mcpoauth.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.mcpoauth.oauth.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

/// Service tokens from a remote broker, kept until a minute before they end.
final class RemoteServiceTokens {
    private static final int MOST = 10_000;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration MARGIN = Duration.ofMinutes(1);
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    private final BrokerCalls broker;
    private final Cache<String, Held> held =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(LONGEST).build();

    private record Held(String token, Instant until) {
        @Override
        public String toString() {
            return "Held[until " + until + "]";
        }
    }

    RemoteServiceTokens(BrokerCalls broker) {
        this.broker = broker;
    }

    /// The service token of the user that this MCP token is for; throws [BrokerProblem].
    String of(String mcpToken) {
        String hash = HexFormat.of().formatHex(Secret.sha256(mcpToken));
        Held known = held.getIfPresent(hash);
        if (known == null || !Instant.now().isBefore(known.until())) {
            known = ask(mcpToken);
            held.put(hash, known);
        }
        return known.token();
    }

    private Held ask(String mcpToken) {
        // RFC 8693 2.1: the token that stands for the user, and what it is
        Map<String, Object> answer =
                broker.post(
                        "/service-token",
                        Map.of("subject_token", mcpToken, "subject_token_type", ACCESS_TOKEN));
        if (!(answer.get("access_token") instanceof String token)) {
            throw new BrokerProblem("the broker's answer has no access_token");
        }
        Duration life =
                answer.get("expires_in") instanceof Number seconds
                        ? Duration.ofSeconds(seconds.longValue())
                        : LONGEST;
        return new Held(token, Instant.now().plus(life).minus(MARGIN));
    }
}
