package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.Secret;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The browser behind a request, as far as its cookies and headers tell.
///
/// @param marks the values of its login cookies; a login that begins is bound to the first
/// @param session the value of its account cookie
/// @param byItsUser whether its user came here, and was not sent by another site
public record Browser(List<String> marks, @Nullable String session, boolean byItsUser) {
    /// Copies the list.
    public Browser {
        marks = List.copyOf(marks);
    }

    /// What a login that begins now is bound to.
    byte[] markHash() {
        return Secret.sha256(marks.getFirst());
    }

    /// The mark that a login was bound to; empty in another browser.
    Optional<String> bound(byte[] hash) {
        return marks.stream().filter(mark -> new Secret(mark).hashesTo(hash)).findFirst();
    }

    /// The same browser with another account cookie.
    Browser with(Secret session) {
        return new Browser(marks, session.value(), byItsUser);
    }

    /// What its accounts are known by.
    Optional<byte[]> sessionHash() {
        return Optional.ofNullable(session).map(Secret::sha256);
    }

    /// Hides the cookies.
    @Override
    public String toString() {
        return "Browser[" + marks.size() + "]";
    }
}
