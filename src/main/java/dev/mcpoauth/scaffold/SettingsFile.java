package dev.mcpoauth.scaffold;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import dev.mcpoauth.scaffold.Plan.Action;
import dev.mcpoauth.scaffold.Plan.Rule;
import dev.mcpoauth.scaffold.Plan.Step;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Adds a provider to the project's `mcp-oauth.json` and keeps everything else in it, comments too.
final class SettingsFile {
    private static final Pattern PROVIDERS = Pattern.compile("\"providers\"\\s*:\\s*\\{");

    private SettingsFile() {}

    /// The step that brings the entry in; `before` is the file's text, empty when there is none.
    static Step step(String before, NewProvider provider, Rule rule) {
        String path = Templates.settingsFile();
        if (before.isEmpty()) {
            return new Step(path, Action.CREATE, "", fresh(provider));
        }
        Map<String, Object> entry = Templates.entry(provider);
        Map<String, Object> old = parse(before);
        Object there = providers(old).get(provider.name());
        if (there instanceof Map<?, ?> known && known.entrySet().containsAll(entry.entrySet())) {
            return new Step(path, Action.IDENTICAL, before, before);
        }
        Map<String, Object> wanted = wanted(old, provider);
        if (there != null) {
            String whole = Json.pretty(wanted) + "\n";
            Action action =
                    switch (rule) {
                        case ASK -> Action.CONFLICT;
                        // comments would be lost, so a file with comments is left to its author
                        case FORCE -> plain(before) ? Action.OVERWRITE : Action.CONFLICT;
                        case SKIP -> Action.SKIP;
                    };
            return new Step(path, action, before, whole);
        }
        String after = with(before, provider);
        // a text that was cut in the wrong place is never written
        boolean good = wanted.equals(parse(after));
        return new Step(path, good ? Action.OVERWRITE : Action.CONFLICT, before, after);
    }

    private static Map<String, Object> wanted(Map<String, Object> old, NewProvider provider) {
        Map<String, Object> all = providers(old);
        Map<String, Object> merged = new LinkedHashMap<>();
        if (all.get(provider.name()) instanceof Map<?, ?> known) {
            known.forEach((name, each) -> merged.put(String.valueOf(name), each));
        }
        merged.putAll(Templates.entry(provider));
        all.put(provider.name(), merged);
        Map<String, Object> wanted = new LinkedHashMap<>(old);
        wanted.put("providers", all);
        return wanted;
    }

    private static boolean plain(String text) {
        try {
            return !Json.object(text).isEmpty();
        } catch (JsonProblem e) {
            return false;
        }
    }

    private static String fresh(NewProvider provider) {
        return "{\n  \"providers\": {\n" + entry(provider) + "\n  }\n}\n";
    }

    private static String entry(NewProvider provider) {
        return "    "
                + Json.write(provider.name())
                + ": {\n"
                + Text.json(Templates.entry(provider), "      ")
                + "\n    }";
    }

    private static String with(String before, NewProvider provider) {
        Matcher found = PROVIDERS.matcher(before);
        if (found.find()) {
            String rest = before.substring(found.end());
            boolean empty = providers(parse(before)).isEmpty();
            String tail = empty ? "\n  " + rest.stripLeading() : "," + rest;
            return before.substring(0, found.end()) + "\n" + entry(provider) + tail;
        }
        int open = before.indexOf('{');
        String tail = parse(before).isEmpty() ? "\n" : ",";
        return before.substring(0, open + 1)
                + "\n  \"providers\": {\n"
                + entry(provider)
                + "\n  }"
                + tail
                + before.substring(open + 1);
    }

    private static Map<String, Object> providers(Map<String, Object> settings) {
        Map<String, Object> all = new LinkedHashMap<>();
        if (settings.get("providers") instanceof Map<?, ?> map) {
            map.forEach((name, each) -> all.put(String.valueOf(name), each));
        }
        return all;
    }

    private static Map<String, Object> parse(String text) {
        try {
            return Json.objectWithComments(text);
        } catch (JsonProblem e) {
            throw new ScaffoldProblem(Templates.settingsFile() + ": " + e.getMessage());
        }
    }
}
