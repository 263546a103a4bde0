package dev.mcpoauth.broker;

import dev.mcpoauth.broker.AccountLogins.Standing;
import dev.mcpoauth.oauth.AuthorizeError;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.provider.DeviceAuthorization;
import dev.mcpoauth.provider.DevicePoll;
import dev.mcpoauth.provider.OAuthProvider;
import dev.mcpoauth.provider.ServiceUnavailable;
import dev.mcpoauth.store.ServiceAccounts.NewLogin;
import java.time.Duration;
import java.util.Optional;

/// Logins by a code that the user types at the service on any device. RFC 8628.
public final class DeviceLogins {
    // RFC 8628 3.5: slow_down means five seconds more for this and all later polls
    private static final Duration SLOWER = Duration.ofSeconds(5);

    private final Foundation on;
    private final Services services;

    DeviceLogins(Foundation on, Services services) {
        this.on = on;
        this.services = services;
    }

    /// A login by code on its way.
    ///
    /// @param provider the provider's name
    /// @param device what the service gave
    /// @param interval how long to wait between polls now
    public record Begun(String provider, DeviceAuthorization device, Duration interval) {}

    /// How one poll ended.
    ///
    /// @param begun what to poll with next
    /// @param standing how the login stands
    public record Polled(Begun begun, Standing standing) {}

    /// Begins a login; empty where the service has no device codes; throws
    /// [dev.mcpoauth.provider.ServiceException].
    public Optional<Begun> begin(String provider, Scope scope) {
        Optional<OAuthProvider> found =
                services.find(provider).filter(p -> p.serviceClient().hasDeviceFlow());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Scope asked = scope.isEmpty() ? found.get().spec().scopes() : scope;
        DeviceAuthorization device = found.get().serviceClient().startDevice(asked);
        return Optional.of(new Begun(provider, device, device.interval()));
    }

    /// Polls once and links the account when the user has said yes; throws
    /// [dev.mcpoauth.provider.ServiceRefused].
    public Polled poll(Begun begun) {
        OAuthProvider provider = services.find(begun.provider()).orElseThrow();
        DevicePoll poll;
        try {
            poll = provider.serviceClient().pollDevice(begun.device());
        } catch (ServiceUnavailable e) {
            // RFC 8628 3.5: on a connection timeout, poll less often before trying again
            return new Polled(slower(begun), new Standing.Waiting());
        }
        return switch (poll) {
            case DevicePoll.Authorized(ServiceToken token) ->
                    new Polled(begun, link(provider, token));
            case DevicePoll.Pending() -> new Polled(begun, new Standing.Waiting());
            case DevicePoll.SlowDown() -> new Polled(slower(begun), new Standing.Waiting());
            case DevicePoll.Denied() ->
                    new Polled(begun, new Standing.Failed("access_denied", "the user said no"));
            case DevicePoll.Expired() ->
                    new Polled(begun, new Standing.Failed("expired", "the code has expired"));
        };
    }

    private static Begun slower(Begun begun) {
        return new Begun(begun.provider(), begun.device(), begun.interval().plus(SLOWER));
    }

    private Standing link(OAuthProvider provider, ServiceToken token) {
        UserInfo user = provider.serviceClient().userInfo(token);
        try {
            provider.admit(user);
        } catch (AuthorizeError e) {
            return new Standing.Failed(e.refusal().error().code(), e.refusal().description());
        }
        NewLogin login = new NewLogin(provider.name(), user, token, on.now());
        return new Standing.LoggedIn(
                on.store()
                        .database()
                        .write(login.row(), tx -> on.store().accounts().link(tx, login)));
    }
}
