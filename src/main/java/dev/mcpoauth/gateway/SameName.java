package dev.mcpoauth.gateway;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Names that a careless reader takes for one: other case, other form of the same letters, blanks.
final class SameName {
    /// Longer than what any member or method is called.
    private static final int LONGEST = 200;

    private SameName() {}

    /// The form in which all names that could be taken for one another are equal.
    static String fold(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKC).strip();
        // both ways: the long s has a capital S, the Kelvin sign a small k
        return plain.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /// True when a name is too long to be folded: that takes time that grows with its square.
    static boolean endless(String name) {
        return name.length() > LONGEST;
    }

    /// True when a member could be taken for one of these names and is not spelt like it.
    static boolean confuses(JsonNode object, Set<String> names) {
        Set<String> folded = names.stream().map(SameName::fold).collect(Collectors.toSet());
        return object.propertyNames().stream()
                .filter(each -> !names.contains(each))
                .anyMatch(each -> endless(each) || folded.contains(fold(each)));
    }
}
