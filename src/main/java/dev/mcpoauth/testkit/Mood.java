package dev.mcpoauth.testkit;

import java.io.IOException;

/// How a pretend service answers.
interface Mood {
    /// Answers one request.
    void answer(FakeCall call) throws IOException;

    /// From now on every refresh token is refused.
    void withdraw();
}
