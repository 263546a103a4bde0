package dev.mcpoauth.cli;

import java.util.Optional;
import java.util.Set;

/// What somebody does who has no provider yet; every command and page says the same.
final class FirstProvider {
    /// Adds a service that everybody knows.
    static final String ADD = "mcp-oauth provider add github";

    /// Shows all there is without registering anything anywhere.
    static final String TRY = "mcp-oauth demo";

    /// Both in one sentence.
    static final String ADVICE =
            "no provider is set up; add one: " + ADD + "; or try without one: " + TRY;

    private FirstProvider() {}

    /// The command that logs in at the first of these providers; empty where there is none.
    static Optional<String> login(Set<String> providers) {
        return providers.stream().sorted().findFirst().map(name -> "mcp-oauth login " + name);
    }
}
