package dev.mcpoauth.gateway;

import dev.mcpoauth.config.AccessRule;
import dev.mcpoauth.oauth.Scope;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The rules for names of one kind. A plain name is stronger than a glob; of the globs the first
/// one counts.
final class NameRules {
    private static final Pattern TWO_WAYS =
            Pattern.compile("(?i)(^|[/:])\\.\\.?(/|$|[?#])|\\\\|%2e|%2f|%5c|%25|\\s");

    private final List<Rule> asWritten;
    private final List<Rule> folded;

    private record Rule(boolean exact, Pattern pattern, AccessRule.Access access) {}

    NameRules(List<AccessRule> rules) {
        asWritten = compile(rules, UnaryOperator.identity());
        folded = compile(rules, SameName::fold);
    }

    boolean isEmpty() {
        return asWritten.isEmpty();
    }

    /// The verdict on a name. When the name and its folded form would be judged in different ways,
    /// a server that is lenient about names could be fooled: refused.
    Verdict verdict(String name) {
        if (name.chars().anyMatch(Character::isISOControl)) {
            return new Verdict.Unclear("a name has a control character");
        }
        Verdict plain = verdict(asWritten, name);
        return plain.equals(verdict(folded, SameName.fold(name)))
                ? plain
                : new Verdict.Unclear("a name differs from a rule's only in case or form");
    }

    /// True when a URI has no part that servers resolve before they use it.
    static boolean plainUri(String uri) {
        return !TWO_WAYS.matcher(uri).find();
    }

    private static Verdict verdict(List<Rule> rules, String name) {
        Optional<Rule> rule = first(rules, true, name).or(() -> first(rules, false, name));
        return rule.map(found -> verdict(found.access())).orElse(new Verdict.Needs(Scope.NONE));
    }

    private static Optional<Rule> first(List<Rule> rules, boolean exact, String name) {
        return rules.stream()
                .filter(rule -> rule.exact() == exact && rule.pattern().matcher(name).matches())
                .findFirst();
    }

    private static Verdict verdict(AccessRule.Access access) {
        return switch (access) {
            case AccessRule.Needs(Scope scope) -> new Verdict.Needs(scope);
            case AccessRule.Deny() -> new Verdict.Denied(null);
            case AccessRule.Open() -> new Verdict.Open();
        };
    }

    private static List<Rule> compile(List<AccessRule> rules, UnaryOperator<String> form) {
        return rules.stream()
                .map(rule ->
                        new Rule(rule.exact(), glob(form.apply(rule.pattern())), rule.access()))
                .toList();
    }

    /// What follows a star is taken where it comes first, and never looked for again: a long name
    /// is read once for each star.
    private static Pattern glob(String glob) {
        String[] parts = glob.split("\\*", -1);
        int last = parts.length - 1;
        StringBuilder regex = new StringBuilder(plain(parts[0]));
        for (int i = 1; i < last; i++) {
            regex.append("(?>.*?").append(plain(parts[i])).append(')');
        }
        if (last > 0) {
            regex.append(".*").append(plain(parts[last]));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private static String plain(String part) {
        return part.chars()
                .mapToObj(c -> c == '?' ? "." : Pattern.quote(String.valueOf((char) c)))
                .collect(Collectors.joining());
    }
}
