package dev.mcpoauth.provider;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why a provider cannot be used. What is said and what is to be typed are two things, so that
/// nobody has to find the one in the other.
///
/// @param kind what it lacks
/// @param sentence why, in plain words; holds no secret
/// @param repair the command that mends it; null when it is the settings that must be mended
public record ProviderFault(Kind kind, String sentence, @Nullable String repair) {
    /// What a provider lacks.
    public enum Kind {
        /// All is well but for the client id that the service gives out.
        NO_CREDENTIALS,
        /// Its settings, its stored secret or its class cannot be used.
        BROKEN
    }

    static ProviderFault noCredentials(String provider) {
        return new ProviderFault(Kind.NO_CREDENTIALS, "no client id", credentials(provider));
    }

    /// The command that stores who the broker is at a provider; only ID is to be filled in.
    public static String credentials(String provider) {
        return "mcp-oauth provider credentials "
                + provider
                + " --client-id ID --client-secret-stdin";
    }

    /// Something else than its credentials is wrong.
    public static ProviderFault broken(String sentence, @Nullable String repair) {
        return new ProviderFault(Kind.BROKEN, sentence, repair);
    }

    /// What an exception says that broke a provider.
    public static ProviderFault of(Throwable e) {
        if (e instanceof ProviderProblem known) {
            return known.fault();
        }
        String message = e.getMessage();
        String sentence =
                e instanceof IllegalArgumentException && message != null
                        ? message
                        : "it could not be made: " + e;
        return broken(sentence, null);
    }

    /// The command that mends it, where there is one.
    public Optional<String> command() {
        return Optional.ofNullable(repair);
    }

    /// The same, to be thrown.
    public ProviderProblem problem() {
        return new ProviderProblem(this, null);
    }

    /// Both in one line, for people and for the log.
    public String line() {
        return repair == null ? sentence : sentence + "; run: " + repair;
    }
}
