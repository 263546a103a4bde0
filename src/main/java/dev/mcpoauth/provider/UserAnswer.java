package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.provider.ProviderSpec.UserInfoSpec;
import java.util.Set;

/// Finds the user in a service's answer.
final class UserAnswer {
    private static final Set<String> YES = Set.of("true", "1");

    private UserAnswer() {}

    static UserInfo read(ServiceAnswer answer, UserInfoSpec at) {
        String subject =
                answer.first(at.id())
                        .orElseThrow(() ->
                                new ServiceUnavailable(
                                        "the service did not say who the user is", null));
        return new UserInfo(
                subject,
                answer.first(at.login()).orElse(null),
                answer.first(at.name()).orElse(null),
                answer.first(at.email()).orElse(null),
                answer.first(at.emailVerified()).filter(YES::contains).isPresent(),
                answer.first(at.tenant()).orElse(null));
    }
}
