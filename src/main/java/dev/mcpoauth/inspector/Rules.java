package dev.mcpoauth.inspector;

import dev.mcpoauth.inspector.Message.Checked;
import dev.mcpoauth.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rules of each endpoint in the order in which the broker checks them, with the sentences that
/// tell that one was broken and what to do then: `inspector/rules.json`.
public final class Rules {
    private static final String RESOURCE = "/inspector/rules.json";

    /// A rule.
    ///
    /// @param section where it is written
    /// @param text what it asks
    /// @param fix what to do when it is broken
    /// @param refusals parts of the sentences with which the broker says so
    private record Rule(String section, String text, String fix, List<String> refusals) {}

    private final Map<String, List<Rule>> endpoints = new LinkedHashMap<>();

    /// Reads the rules.
    public Rules() {
        try (InputStream in = Rules.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the jar");
            }
            Json.objectWithComments(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .forEach((endpoint, rules) -> endpoints.put(endpoint, rules((List<?>) rules)));
        } catch (IOException e) {
            throw new IllegalStateException(RESOURCE + " cannot be read", e);
        }
    }

    private static List<Rule> rules(List<?> written) {
        return written.stream().map(each -> rule((Map<?, ?>) each)).toList();
    }

    private static Rule rule(Map<?, ?> written) {
        return new Rule(
                String.valueOf(written.get("section")),
                String.valueOf(written.get("text")),
                String.valueOf(written.get("fix")),
                written.get("refusals") instanceof List<?> all
                        ? all.stream().map(String::valueOf).toList()
                        : List.of());
    }

    /// The rules of an endpoint for a request that was refused with this sentence, or passed.
    ///
    /// They are checked in order: those before the broken one were met, those after it not tried.
    public List<Checked> checked(String endpoint, @Nullable String refusal) {
        List<Rule> rules = endpoints.getOrDefault(endpoint, List.of());
        int broken = broken(rules, refusal);
        if (refusal != null && broken < 0) {
            return List.of();
        }
        List<Checked> checked = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            String state = broken < 0 || i < broken ? "passed" : "unreached";
            Rule rule = rules.get(i);
            checked.add(new Checked(rule.section(), rule.text(), i == broken ? "failed" : state));
        }
        return checked;
    }

    /// What to do about a refusal.
    public Optional<String> fix(String endpoint, String refusal) {
        List<Rule> rules = endpoints.getOrDefault(endpoint, List.of());
        int broken = broken(rules, refusal);
        return broken < 0 ? Optional.empty() : Optional.of(rules.get(broken).fix());
    }

    /// Whether any endpoint's rules know this sentence.
    public boolean knows(String refusal) {
        return endpoints.values().stream().anyMatch(rules -> broken(rules, refusal) >= 0);
    }

    private static int broken(List<Rule> rules, @Nullable String refusal) {
        for (int i = 0; i < rules.size(); i++) {
            if (refusal != null && rules.get(i).refusals().stream().anyMatch(refusal::contains)) {
                return i;
            }
        }
        return -1;
    }
}
