package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.provider.ProviderSpec.TokenSpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds a token in a service's answer. RFC 6749 5.1.
final class TokenAnswer {
    private static final Set<String> TOKEN_MEMBERS =
            Set.of("access_token", "refresh_token", "token_type", "expires_in", "scope", "ok");

    private static final Pattern BETWEEN_SCOPES = Pattern.compile("[ ,]+");
    private static final Pattern NUMBER =
            Pattern.compile("-?[0-9]++(\\.[0-9]++)?([eE][+-]?[0-9]++)?");

    /// Three centuries: what is said to live longer may as well end then, and no date overflows.
    private static final double LONGEST_LIFE = 9_999_999_999.0;

    private final TokenSpec how;
    private final InstantSource clock;

    /// Our name of each scope that the service calls by another.
    private final Map<String, String> ours = new HashMap<>();

    TokenAnswer(ProviderSpec spec, InstantSource clock) {
        this.how = spec.token();
        this.clock = clock;
        spec.authorization().scopeNames().forEach((our, theirs) -> ours.put(theirs, our));
    }

    ServiceToken read(ServiceAnswer answer) {
        String access =
                member(answer, "access_token")
                        .orElseThrow(
                                () -> new ServiceUnavailable("the service sent no token", null));
        Map<String, String> extra = new LinkedHashMap<>(answer.plainMembers());
        extra.keySet().removeAll(TOKEN_MEMBERS);
        how.keep().forEach((name, at) -> answer.text(at).ifPresent(text -> extra.put(name, text)));
        return new ServiceToken(
                access,
                type(answer),
                member(answer, "refresh_token").orElse(null),
                expiry(answer),
                after(member(answer, "refresh_token_expires_in")),
                scope(answer),
                extra);
    }

    /// RFC 6749 7.1: the type says how a token is used; some services only mean bearer.
    private String type(ServiceAnswer answer) {
        String type = member(answer, "token_type").orElse("Bearer");
        return how.types().contains(type) ? "Bearer" : type;
    }

    private @Nullable Instant expiry(ServiceAnswer answer) {
        Instant said = after(member(answer, "expires_in"));
        // RFC 6749 5.1: a server that leaves expires_in out should document the lifetime
        return said != null || how.life() == null ? said : clock.instant().plus(how.life());
    }

    /// The end of a life of so many seconds, rounded down; null when nothing usable is said.
    private @Nullable Instant after(Optional<String> seconds) {
        return seconds.filter(text -> NUMBER.matcher(text).matches())
                .map(text -> (long) Math.min(Double.parseDouble(text), LONGEST_LIFE))
                // nobody issues a token that is over already: services that say 0 or -1 mean that
                // it does not end, and as an end it would cost a user without a refresh token the
                // login at once
                .filter(life -> life > 0)
                .map(life -> clock.instant().plusSeconds(life))
                .orElse(null);
    }

    /// A text with spaces or commas, or an array; names that the service changed are changed back.
    private Scope scope(ServiceAnswer answer) {
        List<String> pointers = pointers("scope");
        Stream<String> listed =
                pointers.stream()
                        .flatMap(at -> answer.elements(at).stream())
                        .flatMap(each -> each.value().stream());
        Stream<String> written =
                answer.first(pointers).stream().flatMap(BETWEEN_SCOPES::splitAsStream);
        return Scope.of(
                Stream.concat(written, listed)
                        .filter(name -> !name.isEmpty())
                        .map(name -> ours.getOrDefault(name, name))
                        .toList());
    }

    private Optional<String> member(ServiceAnswer answer, String name) {
        return answer.first(pointers(name));
    }

    private List<String> pointers(String name) {
        return how.members().getOrDefault(name, List.of("/" + name));
    }
}
