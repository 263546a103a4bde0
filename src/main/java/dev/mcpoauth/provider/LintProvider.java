package dev.mcpoauth.provider;

import dev.mcpoauth.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Looks at a provider's settings without asking anybody.
public final class LintProvider {
    private static final String SCHEMA = "/catalogue/schema.json";

    private final Set<String> known = names();

    /// Every setting that a provider may have.
    public Set<String> settings() {
        return known;
    }

    /// What there is to say about these settings, of which `spec` was made.
    public List<Finding> look(Map<String, Object> own, ProviderSpec spec, URI redirectUri) {
        List<Finding> found = new ArrayList<>();
        found.add(unknown(own));
        found.add(secret(own));
        found.add(pkce(spec));
        found.add(redirect(spec, redirectUri));
        found.add(refresh(spec));
        found.add(doubts(spec));
        return List.copyOf(found);
    }

    private Finding unknown(Map<String, Object> own) {
        String all = own.values().stream().map(String::valueOf).collect(Collectors.joining(" "));
        Set<String> odd = new TreeSet<>(own.keySet());
        odd.removeAll(known);
        odd.removeIf(name -> all.contains("{" + name + "}"));
        return odd.isEmpty()
                ? Finding.good("settings", own.size() + " settings, all known")
                : Finding.warning(
                        "settings",
                        "nothing reads " + String.join(", ", odd),
                        "mend or remove it in mcp-oauth.json");
    }

    private static Finding secret(Map<String, Object> own) {
        return own.containsKey("client_secret")
                ? Finding.warning(
                        "secret",
                        "the client secret stands in the settings file",
                        "mcp-oauth provider credentials NAME --client-id ID --client-secret-stdin,"
                                + " then remove it from the file")
                : Finding.good("secret", "not in the settings file");
    }

    private static Finding pkce(ProviderSpec spec) {
        return spec.authorization().pkce()
                ? Finding.good("PKCE", "an S256 challenge is sent")
                : Finding.warning("PKCE", "not sent: the service does not take it", "");
    }

    private static Finding redirect(ProviderSpec spec, URI redirectUri) {
        String rule = spec.notes().redirectRule();
        boolean plain = "http".equals(redirectUri.getScheme());
        boolean httpsOnly = rule.startsWith("https") && !rule.contains("localhost");
        if (plain && httpsOnly) {
            return Finding.warning(
                    "redirect URI",
                    redirectUri + "; the service wants " + rule,
                    "serve the broker at an https address: set issuer");
        }
        return Finding.good(
                "redirect URI", redirectUri + (rule.isEmpty() ? "" : "; the service: " + rule));
    }

    private static Finding refresh(ProviderSpec spec) {
        return spec.notes().quirks().stream()
                .filter(quirk -> quirk.contains("cannot be refreshed"))
                .findFirst()
                .map(quirk -> Finding.warning("refresh", quirk, ""))
                .orElseGet(() -> Finding.good("refresh", "as the service allows"));
    }

    private static Finding doubts(ProviderSpec spec) {
        ProviderSpec.Notes notes = spec.notes();
        if (notes.doubts().isEmpty() && notes.confidence().startsWith("A")) {
            return Finding.good("facts", "from the service's documents");
        }
        String which = String.join(", ", new TreeSet<>(notes.doubts().keySet()));
        return Finding.warning(
                "facts",
                "confidence "
                        + notes.confidence()
                        + (which.isEmpty() ? "" : ", less sure: " + which),
                "");
    }

    private static Set<String> names() {
        try (InputStream in = LintProvider.class.getResourceAsStream(SCHEMA)) {
            if (in == null) {
                throw new IllegalStateException(SCHEMA + " is missing from the jar");
            }
            Set<String> names = new TreeSet<>();
            Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .at("/$defs/provider/properties")
                    .propertyNames()
                    .forEach(names::add);
            return Set.copyOf(names);
        } catch (IOException e) {
            throw new IllegalStateException(SCHEMA + " cannot be read", e);
        }
    }
}
