package dev.mcpoauth.quick;

import dev.mcpoauth.config.Durations;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A `token get` that can be read without the command line.
///
/// @param provider the provider's name
/// @param account login, e-mail address or subject; empty when it is the only one
/// @param minimumLife how long the token must live
/// @param dataDir `--data-dir`; null where it is not given
/// @param header whether it is printed as a header line
/// @param newline whether a line end follows
record PlainRequest(
        String provider,
        String account,
        Duration minimumLife,
        @Nullable String dataDir,
        boolean header,
        boolean newline) {
    private static final String REF = "REF";
    private static final String LIFE = "--min-ttl";
    private static final String FORMAT = "--format";
    private static final String FOLDER = "--data-dir";
    private static final String NO_NEWLINE = "--no-newline";

    /// Reads `token get REF` and few options, each once and its value apart; empty for all else.
    static Optional<PlainRequest> of(String... args) {
        if (args.length < 3 || !args[0].equals("token") || !args[1].equals("get")) {
            return Optional.empty();
        }
        Map<String, String> given = new HashMap<>();
        for (int i = 2; i < args.length; i++) {
            String name = name(args[i]);
            boolean valued = name.equals(LIFE) || name.equals(FORMAT) || name.equals(FOLDER);
            if (valued) {
                i++;
            }
            boolean plain = !name.isEmpty() && i < args.length && (!valued || plain(args[i]));
            if (!plain || given.put(name, args[i]) != null) {
                return Optional.empty();
            }
        }
        return of(given);
    }

    private static String name(String word) {
        return switch (word) {
            case LIFE, FORMAT, FOLDER, NO_NEWLINE -> word;
            case "-n" -> NO_NEWLINE;
            default -> plain(word) && !word.startsWith("mcp:") ? REF : "";
        };
    }

    /// Neither an option nor a file of arguments.
    private static boolean plain(String word) {
        return !word.isEmpty() && !word.startsWith("-") && !word.startsWith("@");
    }

    private static Optional<PlainRequest> of(Map<String, String> given) {
        String ref = given.getOrDefault(REF, "");
        String format = given.getOrDefault(FORMAT, "token");
        if (ref.isEmpty() || !(format.equals("token") || format.equals("header"))) {
            return Optional.empty();
        }
        String life = given.get(LIFE);
        int slash = ref.indexOf('/');
        return Optional.of(
                new PlainRequest(
                        slash < 0 ? ref : ref.substring(0, slash),
                        slash < 0 ? "" : ref.substring(slash + 1),
                        life == null ? Duration.ofMinutes(1) : Durations.parse(life),
                        given.get(FOLDER),
                        format.equals("header"),
                        !given.containsKey(NO_NEWLINE)));
    }
}
