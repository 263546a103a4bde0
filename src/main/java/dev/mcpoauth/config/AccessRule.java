package dev.mcpoauth.config;

import dev.mcpoauth.oauth.Scope;

/// Who may use the tools, resources or prompts whose name matches a pattern.
///
/// @param pattern a name, or a glob: `*` stands for any text, `?` for one character
/// @param access what it takes
public record AccessRule(String pattern, Access access) {
    /// What it takes to use something.
    public sealed interface Access {}

    /// A token with these scopes; [Scope#NONE] for any token.
    ///
    /// @param scope all of them are needed
    public record Needs(Scope scope) implements Access {}

    /// Nobody may, whatever the token.
    public record Deny() implements Access {}

    /// Everybody may, without a token too.
    public record Open() implements Access {}

    /// True when the pattern is a plain name.
    public boolean exact() {
        return pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0;
    }
}
