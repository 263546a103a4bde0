package dev.mcpoauth.broker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.mcpoauth.fetch.Fetched;
import dev.mcpoauth.fetch.GuardedFetch;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.RegistrationError;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The public keys of clients that sign: by value, or at an address that is asked now and then.
final class ClientKeys {
    private static final int MOST_KEYS = 20;
    private static final int MOST_CHARACTERS = 16_384;
    private static final int MOST_ADDRESSES = 500;
    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final Duration MOST = Duration.ofHours(1);

    private final Foundation on;
    private final GuardedFetch fetch;
    private final Cache<String, Held> held =
            Caffeine.newBuilder().maximumSize(MOST_ADDRESSES).build();

    /// Keys of one address.
    ///
    /// @param keys the last good ones
    /// @param askedAt when the address was asked last, well or badly
    /// @param freshUntil until when it is not asked again for a known key
    private record Held(List<JWK> keys, Instant askedAt, Instant freshUntil) {}

    ClientKeys(Foundation on, GuardedFetch fetch) {
        this.on = on;
        this.fetch = fetch;
    }

    /// The keys that may have signed; the ones with the id `kid` when there is one.
    List<JWK> of(ClientMetadata client, @Nullable String kid) {
        String uri = client.jwksUri();
        String text = client.jwks();
        List<JWK> all =
                uri != null
                        ? at(uri, kid)
                        : parse(text == null ? "" : text).map(JWKSet::getKeys).orElse(List.of());
        return kid == null ? all : all.stream().filter(key -> kid.equals(key.getKeyID())).toList();
    }

    private List<JWK> at(String uri, @Nullable String kid) {
        Instant now = on.clock().instant();
        Held known = held.getIfPresent(uri);
        if (known != null) {
            boolean has = kid == null || known.keys().stream().anyMatch(has(kid));
            boolean justAsked = now.isBefore(known.askedAt().plus(LEAST));
            // an unknown key id is a reason to ask again, but anybody can make one up
            if (justAsked || (has && now.isBefore(known.freshUntil()))) {
                return known.keys();
            }
        }
        Held asked = ask(uri, known == null ? List.of() : known.keys(), now);
        held.put(uri, asked);
        return asked.keys();
    }

    private static java.util.function.Predicate<JWK> has(String kid) {
        return key -> kid.equals(key.getKeyID());
    }

    private Held ask(String uri, List<JWK> before, Instant now) {
        if (fetch.get(URI.create(uri)) instanceof Fetched.Document(String body, Duration fresh)) {
            Optional<JWKSet> keys = parse(body);
            if (keys.isPresent()) {
                Duration life = fresh.compareTo(MOST) > 0 ? MOST : fresh;
                return new Held(keys.get().getKeys(), now, now.plus(life));
            }
        }
        // what was good stays good while its address cannot answer
        return new Held(before, now, now);
    }

    /// The text, when it is a set of public keys that can be used; throws [RegistrationError].
    static String checked(String jwks) {
        Optional<JWKSet> keys = parse(jwks);
        if (keys.isEmpty() || jwks.length() > MOST_CHARACTERS) {
            throw refuse("jwks must be a JSON Web Key Set of at most 20 public keys");
        }
        // RFC 7517 9.2: private and symmetric keys are not to be shown to others
        if (keys.get().getKeys().stream().anyMatch(key -> key.isPrivate() || symmetric(key))) {
            throw refuse("jwks must hold public keys only");
        }
        return jwks;
    }

    private static boolean symmetric(JWK key) {
        return key.toPublicJWK() == null;
    }

    private static Optional<JWKSet> parse(String text) {
        try {
            JWKSet keys = JWKSet.parse(text);
            boolean some = !keys.isEmpty() && keys.size() <= MOST_KEYS;
            return some ? Optional.of(keys) : Optional.empty();
        } catch (ParseException | RuntimeException e) {
            // the parser fails in more ways than it declares where JSON is null
            return Optional.empty();
        }
    }

    private static RegistrationError refuse(String because) {
        return new RegistrationError(OAuthError.INVALID_CLIENT_METADATA.because(because));
    }
}
