package dev.mcpoauth.testkit;

import dev.mcpoauth.provider.OAuthProvider;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The test that every provider must pass, over real HTTP against a pretend service.
///
/// A provider of data is its settings, as they stand in the `providers` part of `mcp-oauth.json`; a
/// provider of Java is its class, and settings where the class does not know everything:
///
/// ```java
/// ProviderContract.require("acme", settings);
/// ProviderContract.require("acme", AcmeProvider.class, Map.of());
/// ```
///
/// It runs a login, a refresh, a revocation, a user who says no, a service that refuses for good,
/// one that is in trouble, and one that answers garbage. The pretend service stands in for every
/// host that the provider calls through its context's HTTP, answers where the spec's pointers
/// point, and knows one client and the users alice and bob. Credentials in the settings are not
/// used, nothing is stored, and no other service is called.
public final class ProviderContract {
    private ProviderContract() {}

    /// How one part of the contract ended.
    public enum Outcome {
        /// The provider did as it must.
        PASSED,
        /// Allowed, but worth a look.
        WARNED,
        /// The provider breaks the contract.
        FAILED,
        /// It does not apply to this service, or an earlier part failed.
        SKIPPED
    }

    /// One part of the contract.
    ///
    /// @param name what was tried
    /// @param outcome how it ended
    /// @param detail what happened; never holds a secret
    /// @param repair what to do about it; empty where nothing is to be done
    public record Row(String name, Outcome outcome, String detail, String repair) {
        /// One line for a test's report.
        @Override
        public String toString() {
            return outcome
                    + " "
                    + name
                    + ": "
                    + detail
                    + (repair.isEmpty() ? "" : "; to do: " + repair);
        }
    }

    /// Tries a provider of data; one row a part, in the order of a login.
    public static List<Row> check(String name, Map<String, Object> settings) {
        return new ContractRun(name, settings, null).rows();
    }

    /// Tries a provider of Java: its class on the class path, which may carry a
    /// [dev.mcpoauth.provider.ServiceSpec].
    public static List<Row> check(
            String name, Class<? extends OAuthProvider> type, Map<String, Object> settings) {
        return new ContractRun(name, settings, type).rows();
    }

    /// Throws `AssertionError` with every failed part of [#check(String, Map)].
    public static void require(String name, Map<String, Object> settings) {
        require(check(name, settings));
    }

    /// Throws `AssertionError` with every failed part of [#check(String, Class, Map)].
    public static void require(
            String name, Class<? extends OAuthProvider> type, Map<String, Object> settings) {
        require(check(name, type, settings));
    }

    private static void require(List<Row> rows) {
        String failed =
                rows.stream()
                        .filter(row -> row.outcome() == Outcome.FAILED)
                        .map(Row::toString)
                        .collect(Collectors.joining("\n"));
        if (!failed.isEmpty()) {
            throw new AssertionError(failed);
        }
    }
}
