package dev.mcpoauth.cli;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.broker.EndAccount.Answer;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.provider.ServiceRefused;
import dev.mcpoauth.provider.ServiceUnavailable;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Store;

/// Ends an account for a command and says what the service answered.
final class Ending {
    private final Session session;
    private final Settings settings;
    private final Store store;

    Ending(Session session, Settings settings, Store store) {
        this.session = session;
        this.settings = settings;
        this.store = store;
    }

    /// Ends it at the service, unless `localOnly`, then here; what the service answered is told and
    /// given back as one word.
    String end(Account account, boolean localOnly, boolean forget) {
        Broker broker = session.product().broker(settings, store, session.reach(account, settings));
        String service =
                localOnly
                        ? "not_told"
                        : Progress.during(
                                session,
                                "asking " + account.provider(),
                                () -> atService(broker, account));
        broker.endAccount().here(account, forget);
        session.terminal()
                .done(
                        Refs.name(account)
                                + (forget ? " is logged out: " : " is revoked: ")
                                + sentence(account, service),
                        "");
        return service;
    }

    private static String atService(Broker broker, Account account) {
        try {
            // it may be refreshed first
            return switch (Refreshing.stored(() -> broker.endAccount().atService(account))) {
                case Answer.Ended() -> "ended";
                case Answer.CannotBeTold() -> "cannot_be_told";
                case Answer.RevokedBefore() -> "revoked_before";
                case Answer.Refused(String error) -> error;
            };
        } catch (ServiceRefused e) {
            throw Refreshing.refused(account, e);
        } catch (ServiceUnavailable e) {
            throw new CliError(
                            ExitCode.UNREACHABLE,
                            account.provider() + ": " + e.getMessage() + "; nothing was changed",
                            "mcp-oauth token revoke " + Refs.typed(account) + " --local-only")
                    .with("provider", account.provider());
        }
    }

    private static String sentence(Account account, String service) {
        return switch (service) {
            case "ended" -> account.provider() + " ended its token";
            case "not_told" -> account.provider() + " was not told, its token lives on there";
            case "cannot_be_told" ->
                    account.provider() + " has no way to be told, its token ends there by itself";
            case "revoked_before" -> "it was revoked before";
            default -> account.provider() + " answered " + service + ", removed here all the same";
        };
    }
}
