package dev.mcpoauth.cli;

import dev.mcpoauth.broker.Foundation;
import dev.mcpoauth.broker.SignTokens;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.store.SigningKeys.SigningKey;
import dev.mcpoauth.store.Store;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Makes a new signing key; a running broker signs with it from the next token on.
@Command(
        name = "rotate",
        description = {
            "Sign access tokens with a new key from now on.",
            "The old key stays in /jwks while tokens that it signed may live."
        })
@Usage(
        examples = {"mcp-oauth keys rotate", "mcp-oauth keys list"},
        opensStore = true)
final class KeysRotate implements Callable<Integer> {
    private final Session session;

    KeysRotate(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings(Map.of());
        try (Store store = session.product().store(settings)) {
            Foundation on =
                    new Foundation(settings, store, InstantSource.system(), new SecureRandom());
            SigningKey key = new SignTokens(on).rotate();
            session.terminal().show(Map.of("kid", key.kid()), List.of(key.kid()));
            session.terminal().done("this key signs from now on", "mcp-oauth keys list");
        }
        return 0;
    }
}
