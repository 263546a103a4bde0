package dev.mcpoauth.oauth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/// Proof Key for Code Exchange, method S256 only.
///
/// [RFC 7636](https://www.rfc-editor.org/rfc/rfc7636)
public final class Pkce {
    /// The only method that is accepted and sent.
    public static final String METHOD = "S256";

    // RFC 7636 4.1: 43 to 128 unreserved characters
    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");
    // RFC 7636 4.2: base64url of a SHA-256 hash is 43 characters
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private Pkce() {}

    /// A new verifier of 256 random bits.
    public static Secret newVerifier(SecureRandom random) {
        return Secret.random(random);
    }

    /// The S256 challenge of a verifier.
    public static String challengeOf(String verifier) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Secret.sha256(verifier));
    }

    /// True when the text can be an S256 challenge.
    public static boolean isChallenge(String text) {
        return CHALLENGE.matcher(text).matches();
    }

    /// True when the verifier is well formed and its challenge is this one.
    public static boolean matches(String verifier, String challenge) {
        // RFC 7636 4.6: BASE64URL-ENCODE(SHA256(ASCII(code_verifier))) == code_challenge
        return VERIFIER.matcher(verifier).matches()
                && MessageDigest.isEqual(
                        challengeOf(verifier).getBytes(StandardCharsets.US_ASCII),
                        challenge.getBytes(StandardCharsets.UTF_8));
    }
}
