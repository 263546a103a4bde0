package dev.mcpoauth.gateway;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import dev.mcpoauth.oauth.Scope;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Leaves out of lists what the caller may not use.
///
/// It spares the caller surprises; what guards the server is [ToolPolicy] on the way in.
final class ListFilter {
    /// Member of a list's answer -> member of an entry that names it.
    private static final Map<String, String> LISTS =
            Map.of(
                    "tools", "name",
                    "prompts", "name",
                    "resources", "uri",
                    "resourceTemplates", "uriTemplate");

    private final ToolPolicy policy;
    private final Scope scope;

    ListFilter(ToolPolicy policy, Scope scope) {
        this.policy = policy;
        this.scope = scope;
    }

    /// The answer, or batch of answers, as the caller may see it: the same text when nothing is
    /// left out.
    String filter(String json) {
        try {
            JsonNode root = Json.parseAnswer(json);
            boolean changed = false;
            if (root.isArray()) {
                for (JsonNode each : root) {
                    changed |= filter(each);
                }
            } else {
                changed = filter(root);
            }
            return changed ? Json.write(root) : json;
        } catch (JsonProblem e) {
            // no JSON, so no list either
            return json;
        }
    }

    private boolean filter(JsonNode message) {
        boolean changed = false;
        // a call's result has content: whatever else is in it belongs to the tool
        if (message.path("result") instanceof ObjectNode result && !result.has("content")) {
            for (Map.Entry<String, String> list : LISTS.entrySet()) {
                changed |= filter(result, list.getKey(), list.getValue());
            }
        }
        return changed;
    }

    private boolean filter(ObjectNode result, String list, String key) {
        if (!(result.get(list) instanceof ArrayNode entries)) {
            return false;
        }
        int before = entries.size();
        entries.removeIf(each -> !policy.shows(list, each.path(key).asString(""), scope));
        return entries.size() != before;
    }
}
