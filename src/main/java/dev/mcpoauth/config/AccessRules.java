package dev.mcpoauth.config;

import dev.mcpoauth.oauth.Scope;
import java.util.List;
import java.util.stream.Stream;

/// The rules of one MCP server; what no rule names needs what every request needs.
///
/// @param tools by tool name
/// @param resources by URI
/// @param prompts by prompt name
/// @param hide whether lists leave out what the caller may not use
public record AccessRules(
        List<AccessRule> tools,
        List<AccessRule> resources,
        List<AccessRule> prompts,
        boolean hide) {
    /// No rules at all.
    public static final AccessRules NONE = new AccessRules(List.of(), List.of(), List.of(), false);

    /// Copies the lists.
    public AccessRules {
        tools = List.copyOf(tools);
        resources = List.copyOf(resources);
        prompts = List.copyOf(prompts);
    }

    /// Every scope that a rule names.
    public Scope scopes() {
        Scope all = Scope.NONE;
        for (List<AccessRule> rules : List.of(tools, resources, prompts)) {
            for (AccessRule rule : rules) {
                if (rule.access() instanceof AccessRule.Needs(Scope needed)) {
                    all = all.plus(needed);
                }
            }
        }
        return all;
    }

    /// True when something may be used without a token.
    public boolean anyOpen() {
        return Stream.of(tools, resources, prompts)
                .flatMap(List::stream)
                .anyMatch(rule -> rule.access() instanceof AccessRule.Open);
    }

    /// True when nothing depends on what a request says.
    public boolean isEmpty() {
        return tools.isEmpty() && resources.isEmpty() && prompts.isEmpty();
    }
}
