package dev.mcpoauth.oauth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client says of itself, after unknown members, grants and scopes were dropped.
///
/// [RFC 7591 2](https://www.rfc-editor.org/rfc/rfc7591#section-2)
///
/// @param clientName the name to show a user; never to be trusted
/// @param redirectUris where answers may go
/// @param grantTypes `authorization_code` and maybe `refresh_token`
/// @param authMethod `none`, `client_secret_basic`, `client_secret_post`, `private_key_jwt`, or
///   [#EITHER_SECRET]
/// @param scope the scopes that it registered; no ceiling
/// @param clientUri its home page
/// @param logoUri its logo; never fetched
/// @param softwareId its product
/// @param softwareVersion its version
/// @param applicationType `native` or `web`
/// @param jwksUri where its keys are, for `private_key_jwt`
/// @param jwks its keys as JSON text, for `private_key_jwt`
public record ClientMetadata(
        String clientName,
        List<String> redirectUris,
        List<String> grantTypes,
        String authMethod,
        Scope scope,
        @Nullable String clientUri,
        @Nullable String logoUri,
        @Nullable String softwareId,
        @Nullable String softwareVersion,
        @Nullable String applicationType,
        @Nullable String jwksUri,
        @Nullable String jwks) {
    /// The way of a client with a secret that named none: it may send it in either form.
    public static final String EITHER_SECRET = "client_secret";

    /// Copies the lists.
    public ClientMetadata {
        redirectUris = List.copyOf(redirectUris);
        grantTypes = List.copyOf(grantTypes);
    }

    /// A client with the usual grants and nothing optional.
    public static ClientMetadata of(String name, List<String> redirectUris, String authMethod) {
        return new ClientMetadata(
                name,
                redirectUris,
                List.of("authorization_code", "refresh_token"),
                authMethod,
                Scope.NONE,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /// True when the client holds no secret. OAuth 2.1 2.1.
    public boolean isPublic() {
        return authMethod.equals("none");
    }

    /// True when the client proves itself by a secret.
    public boolean hasSecret() {
        return authMethod.startsWith(EITHER_SECRET);
    }

    /// The method as it is told to the client. RFC 7591 2: `client_secret_basic` by default.
    public String wireAuthMethod() {
        return authMethod.equals(EITHER_SECRET) ? "client_secret_basic" : authMethod;
    }

    /// True when the client may use this grant type.
    public boolean allows(String grantType) {
        return grantTypes.contains(grantType);
    }
}
