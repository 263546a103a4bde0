package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// GitHub keeps a private address out of the user's profile; the list of addresses has it.
final class GithubClient extends StandardServiceClient {
    GithubClient(ProviderContext context) {
        super(context);
    }

    @Override
    protected UserInfo readUser(ServiceAnswer answer, ServiceToken token) {
        UserInfo user = super.readUser(answer, token);
        boolean readable =
                token.scope().names().stream()
                        .anyMatch(scope -> scope.equals("user:email") || scope.equals("user"));
        Optional<String> found =
                user.email() == null && readable ? verified(token) : Optional.empty();
        return found.map(email ->
                        new UserInfo(
                                user.subject(),
                                user.login(),
                                user.name(),
                                email,
                                true,
                                user.tenant()))
                .orElse(user);
    }

    /// The primary address if it is verified, else another that is.
    private Optional<String> verified(ServiceToken token) {
        try {
            List<ServiceAnswer> all = get(endpoints().userInfo() + "/emails", token).elements("");
            return all.stream()
                    .filter(each -> each.text("/verified").filter("true"::equals).isPresent())
                    .min(
                            Comparator.comparing(
                                    each -> each.text("/primary").filter("true"::equals).isEmpty()))
                    .flatMap(each -> each.text("/email"));
        } catch (ServiceException e) {
            // a login without an address is better than none
            return Optional.empty();
        }
    }
}
