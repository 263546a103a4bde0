package dev.mcpoauth.provider;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.testkit.FakeBrowser;
import dev.mcpoauth.testkit.FakeService;
import dev.mcpoauth.testkit.Fault;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DeviceFlowTest {
    private final FakeService service = FakeService.start();
    private final ServiceHttp http = new ServiceHttp(Duration.ofSeconds(10));
    private final ServiceClient client = client(Map.of());

    @AfterEach
    void close() {
        http.close();
        service.close();
    }

    @Test
    void the_user_types_the_code_and_the_poll_gives_a_token() {
        DeviceAuthorization started = client.startDevice(Scope.of("profile"));
        assertInstanceOf(DevicePoll.Pending.class, client.pollDevice(started));

        answer(started, "alice");

        DevicePoll.Authorized yes =
                assertInstanceOf(DevicePoll.Authorized.class, client.pollDevice(started));
        assertEquals("demo-alice", client.userInfo(yes.token()).subject());
        assertNotNull(yes.token().refreshToken());
        assertEquals(
                "invalid_grant",
                assertThrows(ServiceRefused.class, () -> client.pollDevice(started)).error(),
                "a device code works once");
    }

    @Test
    void a_no_and_an_end_are_told_apart() {
        DeviceAuthorization started = client.startDevice(Scope.NONE);
        answer(started, "");
        assertInstanceOf(DevicePoll.Denied.class, client.pollDevice(started));

        service.next("/token", Fault.oauth(400, "expired_token"));
        service.next("/token", Fault.oauth(200, "slow_down"));
        service.next("/token", Fault.oauth(428, "authorization_pending"));
        service.next("/token", Fault.oauth(400, "authorization_declined"));
        assertInstanceOf(DevicePoll.Expired.class, client.pollDevice(started));
        assertInstanceOf(DevicePoll.SlowDown.class, client.pollDevice(started));
        assertInstanceOf(DevicePoll.Pending.class, client.pollDevice(started));
        assertInstanceOf(DevicePoll.Denied.class, client.pollDevice(started));
    }

    @Test
    void trouble_while_polling_passes() {
        DeviceAuthorization started = client.startDevice(Scope.NONE);
        service.next("/token", Fault.status(503));

        assertThrows(ServiceUnavailable.class, () -> client.pollDevice(started));
    }

    @Test
    void an_answer_that_could_be_opened_as_something_else_is_not_used() {
        service.next(
                "/device_authorization",
                Fault.json(
                        200,
                        """
                        {"device_code":"d","user_code":"u","verification_uri":"javascript:alert(1)"}
                        """));

        assertThrows(ServiceUnavailable.class, () -> client.startDevice(Scope.NONE));
    }

    @Test
    void googles_name_of_the_address_is_understood() {
        service.next(
                "/device_authorization",
                Fault.json(
                        200,
                        """
                        {"device_code":"d","user_code":"u","verification_url":"https://g.example/d"}
                        """));

        DeviceAuthorization started = client.startDevice(Scope.NONE);

        assertEquals("https://g.example/d", started.verificationUri().toString());
        assertEquals(Duration.ofSeconds(5), started.interval(), "RFC 8628 3.2 says so");
        assertTrue(started.toString().contains("deviceCode=Secret[hidden]"), "it is a secret");
    }

    @Test
    void a_service_without_an_endpoint_says_so() {
        ServiceClient none = client(Map.of("device_url", ""));

        assertTrue(client.hasDeviceFlow());
        assertFalse(none.hasDeviceFlow());
        ServiceRefused refused =
                assertThrows(ServiceRefused.class, () -> none.startDevice(Scope.NONE));
        assertEquals("unsupported_device_flow", refused.error());
    }

    private static void answer(DeviceAuthorization started, String user) {
        try (FakeBrowser browser = new FakeBrowser("http://127.0.0.1:1/never")) {
            FakeBrowser.Page page = browser.open(requireNonNull(started.verificationUriComplete()));
            assertEquals(200, browser.press(page, "user", user).status());
        }
    }

    private ServiceClient client(Map<String, Object> more) {
        return TestContexts.client(service, http, more);
    }
}
