package dev.mcpoauth.gateway;

import dev.mcpoauth.config.AccessRules;
import dev.mcpoauth.config.Protection;
import dev.mcpoauth.oauth.Scope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// Applies the rules for tools, resources and prompts to the messages of a request.
final class ToolPolicy {
    /// What a caller without a token needs to find out what is open.
    private static final Set<String> DISCOVERY =
            Set.of(
                    "initialize",
                    "server/discover",
                    "ping",
                    "notifications/initialized",
                    "notifications/cancelled",
                    "tools/list",
                    "prompts/list",
                    "resources/list",
                    "resources/templates/list");

    private final Scope require;
    private final AccessRules rules;
    private final NameRules tools;
    private final NameRules resources;
    private final NameRules prompts;
    private final Map<String, Function<JsonNode, Verdict>> checked;

    ToolPolicy(Protection protection) {
        this.require = protection.require();
        this.rules = protection.rules();
        this.tools = new NameRules(rules.tools());
        this.resources = NameRules.ofUris(rules.resources());
        this.prompts = new NameRules(rules.prompts());
        this.checked =
                Map.of(
                        "tools/call", params -> named(tools, params.path("name")),
                        "prompts/get", params -> named(prompts, params.path("name")),
                        "resources/read", params -> resource(params.path("uri")),
                        "resources/subscribe", params -> resource(params.path("uri")),
                        "resources/unsubscribe", params -> resource(params.path("uri")),
                        "completion/complete", params -> reference(params.path("ref")),
                        "subscriptions/listen",
                                params ->
                                        subscriptions(
                                                params.path(RpcReader.NOTIFICATIONS)
                                                        .path(RpcReader.SUBSCRIPTIONS)));
    }

    /// True when a request must be read before it can be judged.
    boolean reads() {
        return !rules.isEmpty() || rules.hide();
    }

    /// True when a caller without a token may have something to do here.
    boolean anyOpen() {
        return rules.anyOpen();
    }

    /// What every request needs.
    Scope require() {
        return require;
    }

    /// The verdict on all messages: the strictest of them.
    Verdict judge(List<RpcMessage> messages) {
        Scope needed = Scope.NONE;
        boolean open = true;
        for (RpcMessage message : messages) {
            switch (judge(message)) {
                case Verdict.Needs(Scope scope) -> {
                    needed = needed.plus(scope);
                    open = false;
                }
                case Verdict.Open() -> {}
                case Verdict.Denied denied -> {
                    return new Verdict.Denied(message.id());
                }
                case Verdict.Unclear unclear -> {
                    return unclear;
                }
            }
        }
        return open ? new Verdict.Open() : new Verdict.Needs(needed);
    }

    private Verdict judge(RpcMessage message) {
        String method = message.method();
        if (!checked.containsKey(method)
                && (SameName.endless(method) || checked.containsKey(SameName.fold(method)))) {
            return new Verdict.Unclear("the method is spelt in an unusual case");
        }
        if (checked.containsKey(method)) {
            return checked.get(method).apply(message.params());
        }
        return rules.anyOpen() && DISCOVERY.contains(method)
                ? new Verdict.Open()
                : new Verdict.Needs(require);
    }

    private Verdict named(NameRules names, JsonNode name) {
        if (names.isEmpty()) {
            return new Verdict.Needs(require);
        }
        return name.isString()
                ? withBase(names.verdict(name.asString()))
                : new Verdict.Unclear("a name is missing");
    }

    private Verdict resource(JsonNode uri) {
        if (resources.isEmpty()) {
            return new Verdict.Needs(require);
        }
        return uri.isString() && NameRules.plainUri(uri.asString())
                ? withBase(resources.verdict(uri.asString()))
                : new Verdict.Unclear("the resource URI can be read in two ways");
    }

    /// MCP 2026-07-28: one request subscribes to all resources of a list. What is public does not
    /// open the stream to strangers: other notifications come on it too.
    private Verdict subscriptions(JsonNode uris) {
        if (!resources.isEmpty() && !uris.isArray() && !uris.isMissingNode() && !uris.isNull()) {
            return new Verdict.Unclear("resourceSubscriptions must be a list");
        }
        Scope needed = require;
        for (JsonNode uri : uris) {
            switch (resource(uri)) {
                case Verdict.Needs(Scope scope) -> needed = needed.plus(scope);
                case Verdict.Open() -> {}
                case Verdict.Denied denied -> {
                    return denied;
                }
                case Verdict.Unclear unclear -> {
                    return unclear;
                }
            }
        }
        return new Verdict.Needs(needed);
    }

    private Verdict reference(JsonNode ref) {
        return switch (ref.path("type").asString("")) {
            case "ref/prompt" -> named(prompts, ref.path("name"));
            case "ref/resource" -> resource(ref.path("uri"));
            default -> new Verdict.Unclear("the type of the reference is unknown");
        };
    }

    private Verdict withBase(Verdict verdict) {
        return verdict instanceof Verdict.Needs(Scope scope)
                ? new Verdict.Needs(require.plus(scope))
                : verdict;
    }

    /// True when lists leave things out.
    boolean hides() {
        return rules.hide();
    }

    /// Whether an entry of a list is for a caller with these scopes; `list` is the list's member in
    /// the answer.
    boolean shows(String list, String name, Scope scope) {
        NameRules names =
                switch (list) {
                    case "tools" -> tools;
                    case "prompts" -> prompts;
                    default -> resources;
                };
        return switch (withBase(names.verdict(name))) {
            case Verdict.Needs(Scope needed) -> scope.covers(needed);
            case Verdict.Open() -> true;
            case Verdict.Denied denied -> false;
            case Verdict.Unclear unclear -> false;
        };
    }
}
