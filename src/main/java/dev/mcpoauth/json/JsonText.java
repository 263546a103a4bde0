package dev.mcpoauth.json;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The text of a JSON file that people write: where each member is, and changes that leave the
/// rest, comments and all, as it is.
public final class JsonText {
    private final String text;
    private final Map<List<String>, Member> members = new LinkedHashMap<>();

    /// Where a member is.
    ///
    /// @param line from 1
    /// @param column from 1
    public record Position(int line, int column) {}

    /// A member's name and value in the text, as offsets of characters.
    private record Member(Position position, int nameStart, int valueStart, int valueEnd) {}

    /// Reads a text; throws [JsonProblem] when it is not a JSON object.
    public JsonText(String text) {
        this.text = text;
        try (JsonParser parser = PlainJson.parserWithComments(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonProblem("a JSON object is expected");
            }
            object(parser, new ArrayDeque<>());
        } catch (JacksonException e) {
            throw JsonProblem.at(e.getLocation());
        }
    }

    private void object(JsonParser parser, Deque<String> path) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var at = parser.currentTokenLocation();
            path.addLast(parser.currentName());
            int name = (int) at.getCharOffset();
            JsonToken value = parser.nextToken();
            int start = (int) parser.currentTokenLocation().getCharOffset();
            if (value == JsonToken.START_OBJECT) {
                object(parser, path);
            } else {
                parser.skipChildren();
                parser.finishToken();
            }
            Position position = new Position(at.getLineNr(), at.getColumnNr());
            int end = (int) parser.currentLocation().getCharOffset();
            members.put(List.copyOf(path), new Member(position, name, start, end));
            path.removeLast();
        }
    }

    /// Where the member with this path is.
    public Optional<Position> position(List<String> path) {
        return Optional.ofNullable(members.get(path)).map(Member::position);
    }

    /// The paths of all members, outer ones after what is in them.
    public List<List<String>> paths() {
        return List.copyOf(members.keySet());
    }

    /// The text with this member changed or added; `value` is JSON.
    public String with(List<String> path, String value) {
        Member old = members.get(path);
        if (old != null) {
            return text.substring(0, old.valueStart()) + value + text.substring(old.valueEnd());
        }
        int known = path.size() - 1;
        while (known > 0 && !isObject(path.subList(0, known))) {
            known--;
        }
        StringBuilder added = new StringBuilder(value);
        for (int i = path.size() - 1; i > known; i--) {
            added.insert(0, "{" + Json.write(path.get(i)) + ": ").append("}");
        }
        return inserted(path.subList(0, known), Json.write(path.get(known)) + ": " + added);
    }

    private boolean isObject(List<String> path) {
        Member member = members.get(path);
        return member != null && text.charAt(member.valueStart()) == '{';
    }

    /// Puts a member first into an object: no comma before it can be wrong.
    private String inserted(List<String> parent, String member) {
        Member object = members.get(parent);
        int open = object == null ? start() : object.valueStart();
        boolean empty =
                members.keySet().stream()
                        .noneMatch(path ->
                                path.size() == parent.size() + 1
                                        && path.subList(0, parent.size()).equals(parent));
        String indent = "\n" + "  ".repeat(parent.size() + 1);
        String end = empty ? "\n" + "  ".repeat(parent.size()) : ",";
        return text.substring(0, open + 1) + indent + member + end + text.substring(open + 1);
    }

    private int start() {
        try (JsonParser parser = PlainJson.parserWithComments(text)) {
            parser.nextToken();
            return (int) parser.currentTokenLocation().getCharOffset();
        }
    }

    /// The text without this member; the same text when it is not there.
    public String without(List<String> path) {
        Member member = members.get(path);
        if (member == null) {
            return text;
        }
        @Nullable Member before = null;
        for (Map.Entry<List<String>, Member> each : members.entrySet()) {
            boolean sibling =
                    each.getKey().size() == path.size()
                            && each.getKey()
                                    .subList(0, path.size() - 1)
                                    .equals(path.subList(0, path.size() - 1));
            if (sibling && each.getValue().valueEnd() <= member.nameStart()) {
                before = each.getValue();
            }
        }
        int after = text.indexOf(',', member.valueEnd());
        boolean last = after < 0 || !text.substring(member.valueEnd(), after).isBlank();
        if (last && before != null) {
            return text.substring(0, before.valueEnd()) + text.substring(member.valueEnd());
        }
        int end = last ? member.valueEnd() : after + 1;
        return text.substring(0, member.nameStart()) + text.substring(end).stripLeading();
    }
}
