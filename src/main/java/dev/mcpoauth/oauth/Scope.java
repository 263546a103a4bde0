package dev.mcpoauth.oauth;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A set of scope tokens that keeps the order in which they were asked for.
///
/// [RFC 6749 3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)
///
/// @param names the scope tokens, each once
public record Scope(Set<String> names) {
    /// No scope at all.
    public static final Scope NONE = new Scope(Set.of());

    /// Copies the names.
    public Scope {
        names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
    }

    /// Reads the space-separated wire form; null or blank is [#NONE].
    public static Scope parse(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return NONE;
        }
        // most have one name, and the pattern would be compiled each time
        String names = text.strip();
        return names.indexOf(' ') < 0
                ? new Scope(Set.of(names))
                : of(Arrays.asList(names.split(" +")));
    }

    /// A scope of these names.
    public static Scope of(Collection<String> names) {
        return new Scope(new LinkedHashSet<>(names));
    }

    /// A scope of these names.
    public static Scope of(String... names) {
        return of(Arrays.asList(names));
    }

    /// True when there is no name in it.
    public boolean isEmpty() {
        return names.isEmpty();
    }

    /// True when every name of `other` is in this scope.
    public boolean covers(Scope other) {
        return names.containsAll(other.names);
    }

    /// The names of this scope that are also in `other`, in this scope's order.
    public Scope within(Scope other) {
        return of(names.stream().filter(other.names::contains).toList());
    }

    /// The names of this scope that are not in `other`.
    public Scope without(Scope other) {
        return of(names.stream().filter(name -> !other.names.contains(name)).toList());
    }

    /// The names of both.
    public Scope plus(Scope other) {
        Set<String> both = new LinkedHashSet<>(names);
        both.addAll(other.names);
        return new Scope(both);
    }

    /// True when every name has only the characters that RFC 6749 3.3 allows.
    public boolean isWellFormed() {
        return names.stream().allMatch(Scope::isToken);
    }

    // RFC 6749 3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E )
    private static boolean isToken(String name) {
        return !name.isEmpty()
                && name.chars().allMatch(c -> c >= 0x21 && c <= 0x7e && c != '"' && c != '\\');
    }

    /// The space-separated wire form.
    @Override
    public String toString() {
        return names.stream().collect(Collectors.joining(" "));
    }
}
