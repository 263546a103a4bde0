package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.AuthorizeResult.RefuseLocally;
import dev.mcpoauth.oauth.DeadEnd;
import dev.mcpoauth.store.PendingLogin;
import dev.mcpoauth.store.PendingLogins.Phase;
import java.util.Optional;
import java.util.Set;

/// Says whether a login may take its next step, and if not, which of the reasons it is. Whoever did
/// not prove that the login is theirs learns nothing about it.
final class CheckLogin {
    private final Foundation on;

    CheckLogin(Foundation on) {
        this.on = on;
    }

    /// Empty when the login is in one of `phases` and its time is not over.
    Optional<RefuseLocally> step(PendingLogin login, Set<Phase> phases) {
        if (!on.now().isBefore(login.expiresAt())) {
            return Optional.of(DeadEnd.EXPIRED.because("this login has expired"));
        }
        if (login.phase() == Phase.FAILED) {
            return Optional.of(DeadEnd.USED.because("this login has ended without success"));
        }
        return phases.contains(login.phase())
                ? Optional.empty()
                : Optional.of(DeadEnd.USED.because("this login went on already"));
    }

    /// The same for a browser: the login must be its own. OAuth 2.1 7.10.
    Optional<RefuseLocally> step(PendingLogin login, Browser browser, Set<Phase> phases) {
        return browser.bound(login.browserHash()).isEmpty()
                ? Optional.of(
                        DeadEnd.OTHER_BROWSER.because("this login was begun in another browser"))
                : step(login, phases);
    }

    /// The page for what leads to no login.
    static RefuseLocally unknown() {
        return DeadEnd.UNKNOWN.because("there is no such login, or it has ended");
    }
}
