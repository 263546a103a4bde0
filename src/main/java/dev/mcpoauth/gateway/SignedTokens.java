package dev.mcpoauth.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.mcpoauth.gateway.CurrentUser.Claims;
import dev.mcpoauth.oauth.Scope;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;

/// Checks tokens that are JWTs (RFC 9068) with the broker's published keys: no question for each
/// token, and so no news of a revocation before the token ends by itself.
final class SignedTokens implements TokenCheck {
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final String resource;

    SignedTokens(String issuer, String resource) {
        this.resource = resource;
        try {
            processor.setJWSKeySelector(
                    new JWSVerificationKeySelector<>(
                            JWSAlgorithm.ES256,
                            JWKSourceBuilder.create(URI.create(issuer + "/jwks").toURL())
                                    .retrying(true)
                                    .build()));
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("the issuer is no URL: " + issuer, e);
        }
        // RFC 9068 4: reject tokens of any other type
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(
                        new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt")));
        processor.setJWTClaimsSetVerifier(
                new DefaultJWTClaimsVerifier<>(
                        new JWTClaimsSet.Builder().issuer(issuer).build(),
                        Set.of("sub", "exp", "iat", "client_id", "aud")));
    }

    @Override
    public Optional<Claims> check(String token) {
        try {
            JWTClaimsSet claims = processor.process(token, null);
            if (!IntrospectedTokens.isFor(claims.getAudience(), resource)) {
                return Optional.empty();
            }
            return Optional.of(
                    new Claims(
                            claims.getSubject(),
                            claims.getSubject(),
                            claims.getStringClaim("client_id"),
                            Scope.parse(claims.getStringClaim("scope")),
                            claims.getExpirationTime().toInstant()));
        } catch (ParseException | BadJOSEException e) {
            return Optional.empty();
        } catch (JOSEException e) {
            throw new BrokerProblem("the broker's keys cannot be read");
        }
    }
}
