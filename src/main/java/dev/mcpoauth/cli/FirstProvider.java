package dev.mcpoauth.cli;

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
}
