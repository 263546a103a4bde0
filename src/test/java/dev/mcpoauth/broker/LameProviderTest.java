package dev.mcpoauth.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.TestBroker;
import dev.mcpoauth.oauth.AuthorizeError;
import dev.mcpoauth.oauth.AuthorizeResult;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.provider.OAuthProvider;
import dev.mcpoauth.provider.ProviderFault;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.ServiceAccounts.NewLogin;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said of a provider that cannot do its part.
final class LameProviderTest {
    private static final ServiceToken TOKEN =
            new ServiceToken("t", "Bearer", null, null, null, Scope.NONE, Map.of());

    @TempDir private Path folder;

    @Test
    void the_operator_is_told_why_a_link_leads_to_no_service() {
        List<String> lines = new ArrayList<>();
        Logger logger = Logger.getLogger(SendUser.class.getName());
        logger.setFilter(line -> {
            lines.add(line.getMessage());
            return false;
        });
        try (TestBroker running = TestBroker.start(folder, Map.of())) {
            AccountLogins logins =
                    broker(
                                    running,
                                    new AuthorizeError(
                                            OAuthError.TEMPORARILY_UNAVAILABLE
                                                    .because("Acme cannot be reached now")
                                                    .logged("its name cannot be resolved")))
                            .accountLogins();
            AuthorizeResult page =
                    logins.open(
                            logins.start("acme").ticket().value(),
                            new Browser(List.of("mark"), null, true));
            assertInstanceOf(AuthorizeResult.RefuseLocally.class, page);
        } finally {
            logger.setFilter(null);
        }
        assertTrue(lines.toString().contains("acme: a login failed"), lines.toString());
        assertTrue(lines.toString().contains("its name cannot be resolved"), lines.toString());
    }

    @Test
    void an_account_whose_provider_is_broken_is_kept_and_the_inspector_says_so() {
        try (TestBroker running = TestBroker.start(folder, Map.of())) {
            NewLogin login = new NewLogin("acme", UserInfo.of("1"), TOKEN, Instant.now());
            Account account =
                    running.store()
                            .database()
                            .write(tx -> running.store().accounts().link(tx, login));
            Holdings holdings =
                    broker(running, ProviderFault.broken("it does not compile", null).problem())
                            .holdings();
            String id = String.valueOf(account.id());
            assertEquals(Holdings.Taken.SERVICE_AWAY, holdings.revoke("account", id));
        }
    }

    /// A broker whose one provider does nothing but this.
    private static Broker broker(TestBroker running, RuntimeException fault) {
        OAuthProvider lame =
                (OAuthProvider)
                        Proxy.newProxyInstance(
                                OAuthProvider.class.getClassLoader(),
                                new Class<?>[] {OAuthProvider.class},
                                (self, method, arguments) -> {
                                    throw fault;
                                });
        return Broker.of(
                new Foundation(
                        running.settings(), running.store(), Instant::now, new SecureRandom()),
                tokens -> Map.of("acme", lame));
    }
}
