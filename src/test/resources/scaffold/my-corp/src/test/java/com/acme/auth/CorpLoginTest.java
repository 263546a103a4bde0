package com.acme.auth;

import dev.mcpoauth.testkit.ProviderContract;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tries the provider against a pretend service.
final class CorpLoginTest {
    @Test
    void a_login_a_refresh_a_no_trouble_and_garbage_end_as_they_must() {
        ProviderContract.require("my-corp", CorpLogin.class, Map.of());
    }
}
