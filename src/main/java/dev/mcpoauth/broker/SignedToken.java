package dev.mcpoauth.broker;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.oauth.SplitToken;
import dev.mcpoauth.oauth.SplitToken.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// How an access token names its row, be it opaque or signed.
///
/// The row of a signed token has the hash of the whole text. So the broker takes exactly the tokens
/// that it gave out, and what the text says of itself is not believed: only its number is read, to
/// find the row.
final class SignedToken {
    private static final int BASE = 36;
    private static final int LONGEST = 4096;
    private static final int PARTS = 3;

    private SignedToken() {}

    /// RFC 9068 2.2: a unique identifier; numbers of tokens are never given twice.
    static String jti(long id) {
        return Long.toString(id, BASE);
    }

    /// Reads either form; empty when the text cannot be an access token.
    static Optional<SplitToken> read(String text) {
        return SplitToken.parse(Kind.ACCESS, text).or(() -> signed(text));
    }

    private static Optional<SplitToken> signed(String text) {
        List<String> parts = List.of(text.split("\\.", -1));
        if (parts.size() != PARTS || text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            byte[] claims = Base64.getUrlDecoder().decode(parts.get(1));
            Object jti = Json.object(new String(claims, StandardCharsets.UTF_8)).get("jti");
            return jti == null
                    ? Optional.empty()
                    : Optional.of(
                            new SplitToken(
                                    Kind.ACCESS,
                                    Long.parseLong(jti.toString(), BASE),
                                    new Secret(text)));
        } catch (IllegalArgumentException | JsonProblem e) {
            return Optional.empty();
        }
    }
}
