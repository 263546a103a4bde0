package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.store.PendingLogin;
import dev.mcpoauth.store.PendingLogins.Phase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Opens logins that wait for the answer of a person.
final class WaitingLogins {
    private final Foundation on;

    /// A login that waits, and the secret that its answer must bring.
    record Waiting(PendingLogin login, Secret secret) {}

    WaitingLogins(Foundation on) {
        this.on = on;
    }

    /// A new handle. Handles of one time are neighbours in the store's order, so that the rows
    /// which a commit writes are on few pages.
    String handle() {
        return Long.toString(on.clock().instant().toEpochMilli(), Character.MAX_RADIX)
                + Secret.random(on.random()).value();
    }

    /// One that is not stored yet; `provider` is empty until it is chosen, `params` is null for a
    /// login by the command line.
    Waiting make(
            String id, String provider, @Nullable AuthorizationParams params, byte[] browserHash) {
        Secret secret = Secret.random(on.random());
        Instant now = on.now();
        PendingLogin login =
                new PendingLogin(
                        id,
                        Phase.ASK,
                        provider,
                        params,
                        browserHash,
                        secret.hash(),
                        null,
                        null,
                        false,
                        null,
                        null,
                        now,
                        now.plus(on.settings().tokens().pending()));
        return new Waiting(login, secret);
    }

    /// Stores it for a while.
    void store(PendingLogin login) {
        on.store()
                .database()
                .write(tx -> {
                    on.store().logins().insert(tx, login);
                    return true;
                });
    }
}
