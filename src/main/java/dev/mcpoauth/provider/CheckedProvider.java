package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.oauth.AuthorizeError;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.CodeExchange;
import dev.mcpoauth.oauth.OAuthClientInfo;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.OAuthException;
import dev.mcpoauth.oauth.OAuthToken;
import dev.mcpoauth.oauth.RefreshExchange;
import dev.mcpoauth.oauth.Unavailable;
import dev.mcpoauth.oauth.UserInfo;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Stands around every provider of an author: its time is limited, its name is the one of the
/// settings, its service client is checked, and a slip in its code is trouble that passes.
final class CheckedProvider implements OAuthProvider {
    private static final Deadline DEADLINE = new Deadline(Duration.ofSeconds(60));
    private static final System.Logger LOG = System.getLogger("dev.mcpoauth.provider");

    private final String name;
    private final OAuthProvider author;

    /// The operations that the author left to [BaseOAuthProvider]; some are asked for with every
    /// request.
    private final Set<String> inherited;

    CheckedProvider(String name, OAuthProvider author) {
        this.name = name;
        this.author = author;
        this.inherited =
                Stream.of(author.getClass().getMethods())
                        .filter(method -> method.getDeclaringClass() == BaseOAuthProvider.class)
                        .map(Method::getName)
                        .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ProviderSpec spec() {
        return author.spec();
    }

    @Override
    public ServiceClient serviceClient() {
        return CheckedServiceClient.of(author.serviceClient());
    }

    @Override
    public AuthorizationRedirect authorize(AuthorizationParams params) {
        return sent("authorize", () -> author.authorize(params));
    }

    @Override
    public AuthorizationRedirect authorizeAccount(String loginId) {
        return sent("authorizeAccount", () -> author.authorizeAccount(loginId));
    }

    @Override
    public AuthorizationRedirect authorizeAccount(String loginId, AccountWish wish) {
        return sent("authorizeAccount", () -> author.authorizeAccount(loginId, wish));
    }

    @Override
    public CallbackResult handleExternalCallback(ExternalCallback callback) {
        return timed("handleExternalCallback", () -> author.handleExternalCallback(callback));
    }

    @Override
    public void admit(UserInfo user) {
        timed(
                "admit",
                () -> {
                    author.admit(user);
                    return true;
                });
    }

    @Override
    public OAuthToken exchangeAuthorizationCode(CodeExchange exchange) {
        return called(
                "exchangeAuthorizationCode", () -> author.exchangeAuthorizationCode(exchange));
    }

    @Override
    public OAuthToken exchangeRefreshToken(RefreshExchange exchange) {
        return called("exchangeRefreshToken", () -> author.exchangeRefreshToken(exchange));
    }

    @Override
    public AccessTokenInfo validateAccessToken(String accessToken) {
        return called("validateAccessToken", () -> author.validateAccessToken(accessToken));
    }

    @Override
    public OAuthClientInfo registerClient(ClientMetadata metadata) {
        return called("registerClient", () -> author.registerClient(metadata));
    }

    /// On the way to the service the client is told what it understands. RFC 6749 4.1.2.1.
    private AuthorizationRedirect sent(String operation, Supplier<AuthorizationRedirect> work) {
        try {
            return timed(operation, work);
        } catch (ServiceException e) {
            throw new AuthorizeError(
                    OAuthError.TEMPORARILY_UNAVAILABLE
                            .because("the provider " + name + " cannot be used now")
                            .logged(String.valueOf(e.getMessage())));
        }
    }

    /// What the author left to [BaseOAuthProvider] waits for nothing of the author's and needs no
    /// thread of its own: it is asked with every request.
    private <T> T called(String operation, Supplier<T> work) {
        return inherited.contains(operation) ? guarded(operation, work) : timed(operation, work);
    }

    private <T> T timed(String operation, Supplier<T> work) {
        return guarded(operation, () -> DEADLINE.hold(work));
    }

    private <T> T guarded(String operation, Supplier<T> work) {
        try {
            return Objects.requireNonNull(work.get());
        } catch (OAuthException | ServiceException | Unavailable e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            // its message may hold what a client or the service sent
            StackTraceElement[] trace = e.getStackTrace();
            String at = trace.length == 0 ? "" : " at " + trace[0];
            String what = operation + " failed: " + e.getClass().getName() + at;
            LOG.log(System.Logger.Level.ERROR, "provider " + name + ": " + what);
            throw new ServiceUnavailable("the provider " + name + " failed", null);
        }
    }
}
