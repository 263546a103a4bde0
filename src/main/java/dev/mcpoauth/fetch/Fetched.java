package dev.mcpoauth.fetch;

import java.time.Duration;

/// How a fetch ended.
public sealed interface Fetched {
    /// A JSON document.
    ///
    /// @param body its text
    /// @param freshFor how long its server says that it holds; zero when it says nothing
    record Document(String body, Duration freshFor) implements Fetched {}

    /// There is no such document, or it may not be fetched; asking again gives the same.
    ///
    /// @param because one sentence for the person at the browser
    record Refused(String because) implements Fetched {}

    /// The document's server cannot be reached or cannot answer now.
    ///
    /// @param because one sentence for the person at the browser
    record Unavailable(String because) implements Fetched {}
}
