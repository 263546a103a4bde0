package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import java.net.URI;
import java.util.function.Supplier;

/// The service client of a provider of one's own: asks the newest class only when it is called, so
/// a token that is still good is read without any code being run.
///
/// @param newest loads the class where that has not been done
record NewestClient(Supplier<ServiceClient> newest) implements ServiceClient {
    @Override
    public URI authorizationUrl(AuthorizationRequest request) {
        return newest.get().authorizationUrl(request);
    }

    @Override
    public ServiceToken exchangeCode(String code, String codeVerifier) {
        return newest.get().exchangeCode(code, codeVerifier);
    }

    @Override
    public ServiceToken refresh(ServiceToken current) {
        return newest.get().refresh(current);
    }

    @Override
    public UserInfo userInfo(ServiceToken token) {
        return newest.get().userInfo(token);
    }

    @Override
    public boolean revoke(ServiceToken token) {
        return newest.get().revoke(token);
    }

    @Override
    public boolean sendsIssuer() {
        return newest.get().sendsIssuer();
    }

    @Override
    public boolean hasDeviceFlow() {
        return newest.get().hasDeviceFlow();
    }

    @Override
    public DeviceAuthorization startDevice(Scope scope) {
        return newest.get().startDevice(scope);
    }

    @Override
    public DevicePoll pollDevice(DeviceAuthorization started) {
        return newest.get().pollDevice(started);
    }
}
