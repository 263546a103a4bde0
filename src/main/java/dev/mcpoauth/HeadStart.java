package dev.mcpoauth;

import dev.mcpoauth.http.Server;
import dev.mcpoauth.json.PlainJson;
import dev.mcpoauth.store.Store;

/// What every broker needs whatever its settings are, made ready on a second thread while the first
/// one reads the command line: in the order in which that one will ask for it, and what is not
/// ready then is waited for.
final class HeadStart {
    private HeadStart() {}

    static void take() {
        Thread.ofPlatform()
                .daemon()
                .name("head-start")
                // who needs it meets the same trouble, and tells it
                .uncaughtExceptionHandler((thread, trouble) -> {})
                .start(() -> {
                    PlainJson.prepare();
                    openJars();
                    Store.prepare();
                    Server.prepare();
                });
    }

    /// A search that finds nothing: whoever looks for a provider of anything makes Java open every
    /// jar of the program, and a server looks for several.
    private static void openJars() {
        ClassLoader.getSystemResource("META-INF/services/nothing");
    }
}
