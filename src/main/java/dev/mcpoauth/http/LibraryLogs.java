package dev.mcpoauth.http;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Keeps the libraries that speak HTTP from writing down requests byte by byte, with every secret
/// in them, whatever level the program asks for.
final class LibraryLogs {
    // held here: a logger that nobody holds forgets its level
    private static final List<Logger> NEVER_FINER_THAN_INFO =
            List.of(
                    Logger.getLogger("org.eclipse.jetty"),
                    Logger.getLogger("io.javalin"),
                    Logger.getLogger("org.apache.hc"));

    private LibraryLogs() {}

    static void keepSecretsOut() {
        Level asked = Logger.getLogger("").getLevel();
        // what the program does not want to hear of itself it does not want to hear of them
        boolean coarser = asked != null && asked.intValue() > Level.INFO.intValue();
        NEVER_FINER_THAN_INFO.forEach(logger -> logger.setLevel(coarser ? asked : Level.INFO));
    }
}
