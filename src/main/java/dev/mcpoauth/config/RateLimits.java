package dev.mcpoauth.config;

/// How many requests each address has a minute; the same number may come at once. 0 is no limit.
///
/// What is not named here is not limited: good tokens and their introspection are the daily work.
///
/// @param register registrations of clients
/// @param authorize logins that begin, and steps of logins
/// @param documents logins that begin with a client id that is a URL, for which we fetch
/// @param failures answers of the token endpoint and its neighbours that say no
public record RateLimits(int register, int authorize, int documents, int failures) {
    /// Generous to people and to programs that behave; a loop is stopped.
    public static final RateLimits USUAL = new RateLimits(60, 240, 30, 120);

    /// No limit at all.
    public static final RateLimits OFF = new RateLimits(0, 0, 0, 0);
}
