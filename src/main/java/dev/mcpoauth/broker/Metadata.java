package dev.mcpoauth.broker;

import dev.mcpoauth.config.ResourceSettings;
import dev.mcpoauth.oauth.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The metadata documents: the same for every caller, nothing in them that does not work.
public final class Metadata {
    private static final List<String> PROVING_METHODS =
            List.of("client_secret_basic", "client_secret_post", "private_key_jwt");
    private static final List<String> ALL_METHODS =
            List.of("none", "client_secret_basic", "client_secret_post", "private_key_jwt");

    private final Foundation on;
    private final Resources resources;
    private final SignTokens signing;

    Metadata(Foundation on, SignTokens signing) {
        this.on = on;
        this.signing = signing;
        this.resources = new Resources(on.settings());
    }

    /// The authorization server's document. RFC 8414 2.
    public Map<String, Object> authorizationServer() {
        String issuer = on.settings().issuer();
        Map<String, Object> body = new LinkedHashMap<>();
        // RFC 8414 3.3: the issuer must be identical to the one that the client asked for
        body.put("issuer", issuer);
        body.put("authorization_endpoint", issuer + "/authorize");
        body.put("token_endpoint", issuer + "/token");
        if (!on.settings().registration().equals("off")) {
            body.put("registration_endpoint", issuer + "/register");
        }
        if (resources.anySigned()) {
            body.put("jwks_uri", issuer + "/jwks");
        }
        body.put("revocation_endpoint", issuer + "/revoke");
        body.put("introspection_endpoint", issuer + "/introspect");
        body.put(
                "scopes_supported",
                List.copyOf(resources.scopes().plus(Scope.of("offline_access")).names()));
        body.put("response_types_supported", List.of("code"));
        body.put("response_modes_supported", List.of("query"));
        body.put("grant_types_supported", List.of("authorization_code", "refresh_token"));
        methods(body, "token", ALL_METHODS);
        methods(body, "revocation", ALL_METHODS);
        methods(body, "introspection", PROVING_METHODS);
        // RFC 7636 4.2: S256 alone
        body.put("code_challenge_methods_supported", List.of("S256"));
        // RFC 9207 3: every authorization answer carries iss
        body.put("authorization_response_iss_parameter_supported", true);
        body.put("client_id_metadata_document_supported", true);
        return body;
    }

    private static void methods(Map<String, Object> body, String endpoint, List<String> methods) {
        body.put(endpoint + "_endpoint_auth_methods_supported", methods);
        // RFC 8414 2: required where private_key_jwt is offered; never none
        body.put(
                endpoint + "_endpoint_auth_signing_alg_values_supported",
                VerifyAssertion.ALGORITHMS);
    }

    /// The keys of signed access tokens; empty when no resource has such tokens. RFC 7517 5.
    public Optional<Map<String, Object>> keys() {
        return resources.anySigned() ? Optional.of(signing.published()) : Optional.empty();
    }

    /// The documents of the MCP servers by their paths, `""` for the root. RFC 9728 2.
    public Map<String, Map<String, Object>> protectedResources() {
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        resources.byPath().forEach((path, resource) -> all.put(path, describe(resource)));
        return all;
    }

    private Map<String, Object> describe(ResourceSettings resource) {
        Map<String, Object> body = new LinkedHashMap<>();
        // RFC 9728 3.3: the resource value must be identical to the URL that the client uses
        body.put("resource", resource.url());
        body.put("authorization_servers", List.of(on.settings().issuer()));
        if (!resource.scopes().isEmpty()) {
            body.put("scopes_supported", List.copyOf(resource.scopes().names()));
        }
        body.put("bearer_methods_supported", List.of("header"));
        body.put("resource_name", resource.name());
        return body;
    }
}
