package dev.mcpoauth.broker;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.RegistrationError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads a Client ID Metadata Document; throws [RegistrationError] with a sentence for people.
///
/// OAuth Client ID Metadata Document, section 4 (draft-ietf-oauth-client-id-metadata-document).
final class ReadClientDocument {
    private static final String METHOD = "token_endpoint_auth_method";

    private ReadClientDocument() {}

    /// The metadata in the document at `url`.
    static ClientMetadata read(String url, String text, Foundation on) {
        Map<String, Object> body;
        try {
            body = new LinkedHashMap<>(Json.object(text));
        } catch (JsonProblem e) {
            throw refuse("the client's document is not one JSON object");
        }
        // section 4.1: the client_id in the document MUST be the URL, compared as plain strings
        if (!url.equals(body.get("client_id"))) {
            throw refuse("the client's document is for another client_id");
        }
        // section 4.1: no shared secret, and none of the methods that need one
        if (body.containsKey("client_secret") || body.containsKey("client_secret_expires_at")) {
            throw refuse("the client's document must not hold a secret");
        }
        if (!(body.get("client_name") instanceof String name) || !RegistrationRequest.shows(name)) {
            throw refuse("the client's document has no client_name");
        }
        body.put(METHOD, method(body));
        return new RegistrationRequest(body, on).metadata();
    }

    /// What the document allows: without a proof if it says so anywhere, else with a signature.
    private static String method(Map<String, Object> body) {
        List<Object> all = new ArrayList<>();
        for (String name : List.of(METHOD, METHOD + "s", METHOD + "s_supported")) {
            Object value = body.get(name);
            if (value instanceof Collection<?> list) {
                all.addAll(list);
            } else if (value != null) {
                all.add(value);
            }
        }
        if (all.isEmpty() || all.contains("none")) {
            return "none";
        }
        if (all.contains("private_key_jwt")) {
            return "private_key_jwt";
        }
        throw refuse("the client's document asks for a way to authenticate that needs a secret");
    }

    private static RegistrationError refuse(String because) {
        return new RegistrationError(OAuthError.INVALID_CLIENT_METADATA.because(because));
    }
}
