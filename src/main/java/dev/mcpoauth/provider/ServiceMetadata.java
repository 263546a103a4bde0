package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.ResourceUri;
import dev.mcpoauth.provider.ProviderSpec.Endpoints;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a service publishes about itself: OpenID Connect Discovery 1.0, or RFC 8414.
///
/// @param issuer its name
/// @param endpoints where it is; empty text for what it does not name
/// @param sendsIssuer whether its authorization answers carry `iss` (RFC 9207)
/// @param tokenAuths how clients may say who they are
/// @param challenges the PKCE methods that it names
public record ServiceMetadata(
        String issuer,
        Endpoints endpoints,
        boolean sendsIssuer,
        Set<String> tokenAuths,
        Set<String> challenges) {
    private static final String OPENID = "/.well-known/openid-configuration";
    private static final String OAUTH = "/.well-known/oauth-authorization-server";

    /// Reads the document at this address; throws [ServiceException].
    public static ServiceMetadata fetch(ServiceHttp http, URI document) {
        ServiceAnswer answer =
                ServiceAnswer.of(
                        http.send(
                                new ServiceHttp.Request(
                                        "GET",
                                        document,
                                        Map.of("Accept", "application/json"),
                                        null)));
        answer.trouble()
                .ifPresent(trouble -> {
                    throw trouble;
                });
        return read(answer, document);
    }

    /// Tries the well-known addresses of an issuer, or the address itself when it is one.
    ///
    /// [RFC 8414 3.1](https://www.rfc-editor.org/rfc/rfc8414#section-3.1): the path of the issuer
    /// stands behind the well-known part, and before it by OpenID's older rule. Throws
    /// [ServiceUnavailable] when no address has a document of that issuer.
    public static ServiceMetadata discover(ServiceHttp http, URI issuer) {
        String text = ResourceUri.trimmed(issuer.toString());
        if (text.contains("/.well-known/")) {
            return fetch(http, issuer);
        }
        String path = issuer.getRawPath() == null ? "" : issuer.getRawPath().replaceFirst("/$", "");
        String root = text.substring(0, text.length() - path.length());
        Set<String> documents =
                new LinkedHashSet<>(List.of(text + OPENID, root + OAUTH + path, text + OAUTH));
        String why = "";
        for (String document : documents) {
            String said;
            try {
                ServiceMetadata found = fetch(http, URI.create(document));
                if (found.isOf(text)) {
                    return found;
                }
                said = "the metadata is of " + found.issuer();
            } catch (ServiceException e) {
                said = String.valueOf(e.getMessage());
            }
            why = why.isEmpty() ? ": " + said : why;
        }
        throw new ServiceUnavailable("no metadata of " + text + " was found" + why, null);
    }

    private boolean isOf(String text) {
        // RFC 8414 3.3: the issuer in the document MUST be the one that was asked
        return ResourceUri.trimmed(issuer).equals(text);
    }

    private static ServiceMetadata read(ServiceAnswer answer, URI document) {
        // RFC 8414 2: an issuer is a URL; it goes into settings and messages
        String issuer = answer.text("/issuer").filter(text -> text.matches("[!-~]++")).orElse("");
        if (issuer.isEmpty()) {
            throw new ServiceUnavailable("the metadata names no issuer", null);
        }
        boolean plain = "http".equals(document.getScheme());
        return new ServiceMetadata(
                issuer,
                new Endpoints(
                        document.toString(),
                        endpoint(answer, "/authorization_endpoint", plain),
                        endpoint(answer, "/token_endpoint", plain),
                        "",
                        endpoint(answer, "/userinfo_endpoint", plain),
                        endpoint(answer, "/revocation_endpoint", plain),
                        endpoint(answer, "/device_authorization_endpoint", plain)),
                answer.text("/authorization_response_iss_parameter_supported")
                        .filter("true"::equals)
                        .isPresent(),
                texts(answer, "/token_endpoint_auth_methods_supported"),
                texts(answer, "/code_challenge_methods_supported"));
    }

    private static Set<String> texts(ServiceAnswer answer, String pointer) {
        Set<String> all = new LinkedHashSet<>();
        answer.elements(pointer).forEach(each -> each.value().ifPresent(all::add));
        return Set.copyOf(all);
    }

    /// RFC 8414 2: endpoints are https; http only where the document itself came over http.
    private static String endpoint(ServiceAnswer answer, String pointer, boolean plain) {
        String url = answer.text(pointer).orElse("");
        boolean good = url.matches(plain ? "https?://[!-~]+" : "https://[!-~]+");
        if (!url.isEmpty() && !good) {
            throw new ServiceUnavailable("the metadata has an unusable " + pointer, null);
        }
        return url;
    }

    /// These endpoints, with what is left empty filled from here.
    Endpoints fill(Endpoints own) {
        return new Endpoints(
                own.discovery(),
                filled(own.authorize(), endpoints.authorize(), "authorization_endpoint"),
                filled(own.token(), endpoints.token(), "token_endpoint"),
                own.refresh(),
                own.userInfo().isEmpty() ? endpoints.userInfo() : own.userInfo(),
                own.revoke().isEmpty() ? endpoints.revoke() : own.revoke(),
                own.device().isEmpty() ? endpoints.device() : own.device());
    }

    private static String filled(String own, String found, String name) {
        if (own.isEmpty() && found.isEmpty()) {
            throw new ServiceUnavailable("the metadata has no " + name, null);
        }
        return own.isEmpty() ? found : own;
    }

    /// The wish, unless the service takes only another way. RFC 8414 2.
    String tokenAuth(String wish) {
        boolean basicOnly =
                tokenAuths.contains("client_secret_basic")
                        && !tokenAuths.contains("client_secret_post");
        boolean postOnly =
                tokenAuths.contains("client_secret_post")
                        && !tokenAuths.contains("client_secret_basic");
        if (wish.equals("post") && basicOnly) {
            return "basic";
        }
        return wish.equals("basic") && postOnly ? "post" : wish;
    }

    /// Settings of a provider for this service, ready for the `providers` part of the settings.
    public Map<String, Object> settings() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("preset", "oidc");
        all.put("issuer", issuer);
        if (!endpoints.discovery().equals(issuer.replaceFirst("/$", "") + OPENID)) {
            all.put("discovery_url", endpoints.discovery());
        }
        return all;
    }
}
