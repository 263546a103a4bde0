package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A service as data: where its endpoints are and how it bends the RFCs.
///
/// @param title its name for people
/// @param issuer its `iss`, where it sends one (RFC 9207)
/// @param endpoints where it is asked
/// @param authorization what the authorization request holds
/// @param token what its token endpoint takes and gives
/// @param userInfo how to ask who the user is
/// @param revocation how to end a token
/// @param behaviour the name of the client class that handles what data cannot say; `standard`
///   usually
/// @param settings every setting with its placeholders filled, also those that only a class reads
/// @param notes what people should know
public record ProviderSpec(
        String title,
        @Nullable String issuer,
        Endpoints endpoints,
        AuthorizationSpec authorization,
        TokenSpec token,
        UserInfoSpec userInfo,
        RevocationSpec revocation,
        String behaviour,
        Map<String, String> settings,
        Notes notes) {
    /// A setting that only a class reads; throws `IllegalArgumentException` when it is missing.
    public String variable(String name) {
        String value = settings.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("setting '" + name + "' is missing");
        }
        return value;
    }

    /// The service scopes that are asked for.
    public Scope scopes() {
        return authorization.scopes();
    }

    /// Where a service is asked; empty text where it has no such endpoint.
    ///
    /// @param discovery its metadata (RFC 8414, OpenID Connect Discovery); fills what is left empty
    /// @param authorize its authorization endpoint
    /// @param token its token endpoint
    /// @param refresh where refreshes go; the token endpoint usually
    /// @param userInfo tells who the user is
    /// @param revoke ends a token
    /// @param device begins a login by code (RFC 8628)
    public record Endpoints(
            String discovery,
            String authorize,
            String token,
            String refresh,
            String userInfo,
            String revoke,
            String device) {
        /// The same with this client id where an address names it.
        Endpoints of(String clientId) {
            UnaryOperator<String> named =
                    url -> url.replace("{client_id}", ServiceRequests.encode(clientId));
            return new Endpoints(
                    named.apply(discovery),
                    named.apply(authorize),
                    named.apply(token),
                    named.apply(refresh),
                    named.apply(userInfo),
                    named.apply(revoke),
                    named.apply(device));
        }
    }

    /// What the authorization request holds. RFC 6749 4.1.1.
    ///
    /// @param scopes what is asked for
    /// @param scopeParameter the name of the parameter for them; `scope` usually
    /// @param separator between scopes: a space, or a comma
    /// @param scopeNames the service's name of a scope that people know by another; empty text
    ///   means that it is never sent
    /// @param pkce whether it takes a PKCE challenge
    /// @param extra more parameters
    /// @param callbackHost the host of a loopback redirect URI, where the service takes only one
    public record AuthorizationSpec(
            Scope scopes,
            String scopeParameter,
            String separator,
            Map<String, String> scopeNames,
            boolean pkce,
            Map<String, String> extra,
            String callbackHost) {}

    /// What the token endpoint takes and gives. RFC 6749 5.
    ///
    /// @param auth `post`, `basic` or `none` (RFC 6749 2.3.1)
    /// @param deviceAuth the same for the RFC 8628 endpoint
    /// @param json whether it takes JSON instead of a form
    /// @param headers sent with every request
    /// @param extra more parameters of every token request
    /// @param scoped whether every token request must name the scopes
    /// @param refreshRedirect whether a refresh must name the redirect URI
    /// @param members JSON pointers to members that are not where RFC 6749 5.1 puts them
    /// @param keep JSON pointers to more values that are kept with the token, by name
    /// @param types token types that mean bearer though they do not say so
    /// @param life how long an access token lives when the answer does not say; null means for ever
    public record TokenSpec(
            String auth,
            String deviceAuth,
            boolean json,
            Map<String, String> headers,
            Map<String, String> extra,
            boolean scoped,
            boolean refreshRedirect,
            Map<String, List<String>> members,
            Map<String, String> keep,
            Set<String> types,
            @Nullable Duration life) {}

    /// How to ask who the user is; every pointer is a JSON pointer (RFC 6901) into the answer, the
    /// first that finds something wins.
    ///
    /// Without a userinfo endpoint the pointers point into what is kept of the token answer, and
    /// where that has no identifier into the claims of its ID token.
    ///
    /// @param method `GET` or `POST`
    /// @param body the body of a `POST`; empty means none
    /// @param id the stable identifier
    /// @param login the short name
    /// @param name the display name
    /// @param email the address
    /// @param emailVerified whether it was verified
    /// @param tenant the workspace
    public record UserInfoSpec(
            String method,
            String body,
            List<String> id,
            List<String> login,
            List<String> name,
            List<String> email,
            List<String> emailVerified,
            List<String> tenant) {}

    /// How to end a token. RFC 7009, or what the service has instead.
    ///
    /// @param method `POST` or `DELETE`
    /// @param auth `client` as at the token endpoint, `post`, `basic`, `none`, or `bearer` with the
    ///   token itself
    /// @param body `form`, `json` or `none`
    /// @param parameter the name of the token in the body
    /// @param ends `refresh` or `access`: which token is sent where there are both
    public record RevocationSpec(
            String method, String auth, String body, String parameter, String ends) {}

    /// What people should know about a service.
    ///
    /// @param registerUrl where an app is registered
    /// @param redirectRule which redirect URIs it takes, in words
    /// @param quirks what else is odd
    /// @param docs its documents
    /// @param confidence `A` when the facts come from the service's own documents, `B` from several
    ///   independent programs, `C` from one source
    /// @param doubts settings that are less sure than the rest, with the reason
    public record Notes(
            String registerUrl,
            String redirectRule,
            List<String> quirks,
            List<String> docs,
            String confidence,
            Map<String, String> doubts) {}
}
