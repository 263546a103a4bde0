package dev.mcpoauth.oauth;

import org.jspecify.annotations.Nullable;

/// Who logged in at the service.
///
/// @param subject the service's stable identifier of the account, never empty; numbers as text
/// @param login a short name for people and command lines, such as `octocat`
/// @param name the display name
/// @param email the address; a name for people, never an identifier
/// @param emailVerified whether the service says that the address was verified
/// @param tenant the workspace or organisation, where the service has them
public record UserInfo(
        String subject,
        @Nullable String login,
        @Nullable String name,
        @Nullable String email,
        boolean emailVerified,
        @Nullable String tenant) {
    /// A user of whom only the identifier is known.
    public static UserInfo of(String subject) {
        return new UserInfo(subject, null, null, null, false, null);
    }

    /// The best short name: login, e-mail address, or the subject.
    public String label() {
        if (login != null) {
            return login;
        }
        return email != null ? email : subject;
    }
}
