package dev.mcpoauth.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.SignedJWT;
import dev.mcpoauth.config.SettingsProblem;
import dev.mcpoauth.oauth.AccessTokenInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/// Signs with a secret that the broker and one server share (HS256).
final class SharedSecretAssertions implements Assertions {
    private static final int LEAST_BYTES = 32;
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);

    private final JWSHeader header =
            new JWSHeader.Builder(JWSAlgorithm.HS256).type(AssertionClaims.TYPE).build();
    private final AssertionClaims claims;
    private final JWSSigner signer;

    /// Reads the secret from this file; throws [SettingsProblem] when it is short or others can
    /// read it.
    SharedSecretAssertions(AssertionClaims claims, Path file) {
        this.claims = claims;
        try {
            signer = new MACSigner(secret(file));
        } catch (JOSEException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }

    private static byte[] secret(Path file) {
        try {
            boolean posix = Files.getFileStore(file).supportsFileAttributeView("posix");
            if (posix && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                throw new SettingsProblem(
                        "others can read the secret in " + file + "; run: chmod 600 " + file);
            }
            byte[] secret = Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
            // RFC 7518 3.2: a key of the same size as the hash or larger
            if (secret.length < LEAST_BYTES) {
                throw new SettingsProblem(
                        "the secret in " + file + " is shorter than " + LEAST_BYTES + " bytes");
            }
            return secret;
        } catch (IOException e) {
            throw new SettingsProblem("cannot read the secret in " + file);
        }
    }

    @Override
    public String about(AccessTokenInfo token) {
        SignedJWT jwt = new SignedJWT(header, claims.about(token));
        try {
            jwt.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
        return jwt.serialize();
    }
}
