package dev.mcpoauth.cli;

import dev.mcpoauth.provider.ProviderSpec;
import dev.mcpoauth.provider.ProviderSpec.AuthorizationSpec;
import dev.mcpoauth.provider.ProviderSpec.Endpoints;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is known of a service, each fact with a mark where it is less than sure.
final class ProviderFacts {
    private final ProviderSpec spec;
    private final Map<String, String> facts = new LinkedHashMap<>();

    ProviderFacts(ProviderSpec spec) {
        this.spec = spec;
        Endpoints at = spec.endpoints();
        add("issuer", spec.issuer() == null ? "" : spec.issuer());
        add("discovery_url", at.discovery());
        add("authorize_url", at.authorize());
        add("token_url", at.token());
        add("refresh_url", at.refresh());
        add("device_url", at.device());
        add("userinfo_url", at.userInfo());
        add("revoke_url", at.revoke());
        AuthorizationSpec asked = spec.authorization();
        add("scopes", spec.scopes().toString());
        add("scope_separator", asked.separator().equals(",") ? "comma" : "");
        add("pkce", asked.pkce() ? "S256" : "not sent");
        asked.extra().forEach((name, value) -> add("extra_authorize", name + "=" + value));
        add("token_auth", spec.token().auth());
        add("token_request", spec.token().json() ? "JSON" : "");
        add("register_url", spec.notes().registerUrl());
        add("redirect_rule", spec.notes().redirectRule());
    }

    private void add(String setting, String value) {
        if (!value.isEmpty()) {
            facts.merge(setting, value, (old, more) -> old + " " + more);
        }
    }

    /// The facts for programs.
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>(facts);
        fields.put("scopes", spec.scopes().names());
        fields.put("quirks", spec.notes().quirks());
        fields.put("docs", spec.notes().docs());
        fields.put("confidence", spec.notes().confidence());
        fields.put("doubts", spec.notes().doubts());
        return fields;
    }

    /// The facts for people.
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        facts.forEach((setting, value) ->
                lines.add("%-16s %s%s".formatted(setting, value, mark(setting))));
        spec.notes().quirks().forEach(quirk -> lines.add("%-16s %s".formatted("note", quirk)));
        spec.notes().docs().forEach(url -> lines.add("%-16s %s".formatted("documents", url)));
        if (lines.stream().anyMatch(line -> line.endsWith("]"))) {
            lines.add("");
            lines.add(
                    "[A/B], [B], [C]: not (only) from the service's documents, but from programs"
                            + " that use it");
        }
        return lines;
    }

    /// Pages for people move: where an app is registered was not read in a document of the service.
    private String mark(String setting) {
        if (setting.equals("register_url")) {
            return "  [C]";
        }
        String doubt = spec.notes().doubts().get(setting);
        if (doubt != null) {
            return "  [" + doubt + "]";
        }
        String confidence = spec.notes().confidence();
        return confidence.equals("A") ? "" : "  [" + confidence + "]";
    }
}
