package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.Scope;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A service as data: where its endpoints are and how it bends the RFCs.
///
/// @param title its name for people
/// @param issuer its `iss`, where it sends one (RFC 9207)
/// @param authorizeUrl its authorization endpoint
/// @param tokenUrl its token endpoint
/// @param refreshUrl where refreshes go, when not to the token endpoint
/// @param userInfo how to ask who the user is
/// @param revokeUrl its RFC 7009 endpoint, where it has one
/// @param deviceUrl its RFC 8628 endpoint, where it has one
/// @param scopes what is asked for
/// @param scopeSeparator between scopes in a request: a space, or a comma
/// @param tokenAuth `post`, `basic` or `none` (RFC 6749 2.3.1)
/// @param pkce whether it takes a PKCE challenge
/// @param json whether its token endpoint takes JSON instead of a form
/// @param headers sent with every request
/// @param extraAuthorize more parameters of the authorization request
/// @param tokenMap JSON pointers to members that are not where RFC 6749 5.1 puts them
/// @param quirks what else is odd, for people
/// @param confidence `A` when the facts come from the service's own documents
public record ProviderSpec(
        String title,
        @Nullable String issuer,
        String authorizeUrl,
        String tokenUrl,
        @Nullable String refreshUrl,
        UserInfoSpec userInfo,
        @Nullable String revokeUrl,
        @Nullable String deviceUrl,
        Scope scopes,
        String scopeSeparator,
        String tokenAuth,
        boolean pkce,
        boolean json,
        Map<String, String> headers,
        Map<String, String> extraAuthorize,
        Map<String, String> tokenMap,
        List<String> quirks,
        String confidence) {
    /// Copies the collections.
    public ProviderSpec {
        headers = Map.copyOf(headers);
        extraAuthorize = Map.copyOf(extraAuthorize);
        tokenMap = Map.copyOf(tokenMap);
        quirks = List.copyOf(quirks);
    }

    /// How to ask who the user is; every pointer is a JSON pointer (RFC 6901) into the answer.
    ///
    /// @param method `GET` or `POST`
    /// @param url the endpoint
    /// @param body the body of a `POST`; empty means none
    /// @param id the stable identifier
    /// @param login the short name
    /// @param name the display name
    /// @param email the address
    /// @param emailVerified whether it was verified
    /// @param tenant the workspace
    public record UserInfoSpec(
            String method,
            String url,
            String body,
            String id,
            String login,
            String name,
            String email,
            String emailVerified,
            String tenant) {}
}
