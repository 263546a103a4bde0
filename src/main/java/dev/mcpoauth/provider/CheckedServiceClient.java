package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.AuthorizeError;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/// Stands around every service client, also an author's own: what holds for all services is held
/// here, out of reach of an override.
final class CheckedServiceClient implements ServiceClient {
    private static final Deadline DEADLINE = new Deadline(Duration.ofSeconds(30));
    private static final System.Logger LOG = System.getLogger("dev.mcpoauth.provider");

    private final ServiceClient author;
    private final boolean timed;

    private CheckedServiceClient(ServiceClient author, boolean timed) {
        this.author = author;
        this.timed = timed;
    }

    static ServiceClient of(ServiceClient author) {
        return author instanceof CheckedServiceClient
                ? author
                : new CheckedServiceClient(author, true);
    }

    /// One of [Behaviours]: it waits for nothing but [ServiceHttp], which has a deadline of its
    /// own.
    static ServiceClient ofOurs(ServiceClient client) {
        return new CheckedServiceClient(client, false);
    }

    @Override
    public URI authorizationUrl(AuthorizationRequest request) {
        return Checks.authorizationUrl(
                call(() -> author.authorizationUrl(request)), request.state());
    }

    @Override
    public ServiceToken exchangeCode(String code, String codeVerifier) {
        return Checks.token(call(() -> author.exchangeCode(code, codeVerifier)));
    }

    @Override
    public ServiceToken refresh(ServiceToken current) {
        return Checks.token(call(() -> author.refresh(current)));
    }

    @Override
    public UserInfo userInfo(ServiceToken token) {
        return Checks.user(call(() -> author.userInfo(token)));
    }

    @Override
    public boolean revoke(ServiceToken token) {
        return call(() -> author.revoke(token));
    }

    @Override
    public boolean sendsIssuer() {
        return call(author::sendsIssuer);
    }

    @Override
    public boolean hasDeviceFlow() {
        return call(author::hasDeviceFlow);
    }

    @Override
    public DeviceAuthorization startDevice(Scope scope) {
        return call(() -> author.startDevice(scope));
    }

    @Override
    public DevicePoll pollDevice(DeviceAuthorization started) {
        DevicePoll answer = call(() -> author.pollDevice(started));
        return answer instanceof DevicePoll.Authorized(ServiceToken token)
                ? new DevicePoll.Authorized(Checks.token(token))
                : answer;
    }

    /// A slip in an author's code is trouble that passes: it must never end a user's login.
    private <T> T call(Supplier<T> work) {
        try {
            T result = timed ? DEADLINE.hold(work) : work.get();
            return Objects.requireNonNull(result, "the provider gave null");
        } catch (ServiceException | AuthorizeError e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            LOG.log(System.Logger.Level.ERROR, "a provider failed", e);
            throw new ServiceUnavailable("the provider failed: " + e.getClass().getName(), null);
        }
    }
}
