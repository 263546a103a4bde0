package dev.mcpoauth.gateway;

import dev.mcpoauth.config.AccessRule;
import dev.mcpoauth.oauth.Scope;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// The rules for names of one kind. A plain name is stronger than a glob; of the globs the first
/// one counts.
final class NameRules {
    private static final Pattern TWO_WAYS =
            Pattern.compile("(?i)(^|[/:])\\.\\.?(/|$|[?#])|\\\\|%2e|%2f|%5c|%25|%[01].|%7f|\\s");

    // names of tools are short; a long URI has its place in it
    private static final int LONGEST = 4000;

    private final List<Rule> asWritten;
    private final List<Rule> folded;
    private final UnaryOperator<String> form;

    private record Rule(boolean exact, Glob glob, AccessRule.Access access) {}

    /// Rules for names of tools and prompts.
    NameRules(List<AccessRule> rules) {
        this(rules, SameName::fold, SameName::fold);
    }

    private NameRules(
            List<AccessRule> rules, UnaryOperator<String> pattern, UnaryOperator<String> form) {
        this.asWritten = compile(rules, UnaryOperator.identity());
        this.folded = compile(rules, pattern);
        this.form = form;
    }

    /// Rules for URIs of resources.
    static NameRules ofUris(List<AccessRule> rules) {
        return new NameRules(rules, SameUri::fold, SameUri::foldNamed);
    }

    boolean isEmpty() {
        return asWritten.isEmpty();
    }

    /// The verdict on a name. When the name and its folded form would be judged in different ways,
    /// a server that is lenient about names could be fooled: refused.
    Verdict verdict(String name) {
        // strangers send names too: what is long is not looked at
        if (name.length() > LONGEST) {
            return new Verdict.Unclear("a name is longer than " + LONGEST + " characters");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            return new Verdict.Unclear("a name has a control character");
        }
        Verdict plain = verdict(asWritten, name);
        return plain.equals(verdict(folded, form.apply(name)))
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
                .filter(rule -> rule.exact() == exact && rule.glob().matches(name))
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
                        new Rule(rule.exact(), new Glob(form.apply(rule.pattern())), rule.access()))
                .toList();
    }
}
