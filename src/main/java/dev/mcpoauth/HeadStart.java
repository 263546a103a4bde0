package dev.mcpoauth;

import dev.mcpoauth.http.Server;
import dev.mcpoauth.json.PlainJson;
import dev.mcpoauth.store.Store;

/// What every broker needs whatever its settings are, made ready on two more threads while the
/// first one reads the command line: in the order in which that one will ask for it, and what is
/// not ready then is waited for.
final class HeadStart {
    private HeadStart() {}

    static void take() {
        ready(
                "head-start-json",
                () -> {
                    PlainJson.prepare();
                    Server.prepare();
                });
        ready("head-start-store", Store::prepare);
    }

    private static void ready(String name, Runnable steps) {
        Thread.ofPlatform()
                .daemon()
                .name(name)
                // who needs it meets the same trouble, and tells it
                .uncaughtExceptionHandler((thread, trouble) -> {})
                .start(steps);
    }
}
