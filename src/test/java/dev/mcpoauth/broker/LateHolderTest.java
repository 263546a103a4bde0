package dev.mcpoauth.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mcpoauth.TestBroker;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.provider.ServiceClient;
import dev.mcpoauth.provider.ServiceRefused;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.ServiceAccounts.NewLogin;
import dev.mcpoauth.store.Store;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A holder of the lease that the machine kept waiting past its end: the next one sends a refresh
/// token that is spent already, and the service's no to it must not end the login.
final class LateHolderTest {
    @TempDir Path folder;

    /// Answers a refresh with what a test wants to happen.
    private record Service(UnaryOperator<ServiceToken> refreshes) implements ServiceClient {
        @Override
        public URI authorizationUrl(AuthorizationRequest request) {
            throw new IllegalStateException("no login here");
        }

        @Override
        public ServiceToken exchangeCode(String code, String codeVerifier) {
            throw new IllegalStateException("no login here");
        }

        @Override
        public ServiceToken refresh(ServiceToken current) {
            return refreshes.apply(current);
        }

        @Override
        public UserInfo userInfo(ServiceToken token) {
            throw new IllegalStateException("no login here");
        }

        @Override
        public boolean revoke(ServiceToken token) {
            return false;
        }
    }

    @Test
    void a_refusal_of_a_token_that_was_replaced_meanwhile_ends_nothing() {
        try (TestBroker broker = TestBroker.start(folder, Map.of())) {
            Account account = account(broker.store());
            ServiceToken theirs = token("theirs");
            ServiceClient service =
                    new Service(current -> {
                        save(broker.store(), account, theirs);
                        throw new ServiceRefused("invalid_grant", 400);
                    });
            assertEquals("theirs", refresh(broker, account, service).accessToken());
            assertEquals(Account.OK, state(broker.store(), account));
        }
    }

    @Test
    void a_refusal_of_the_newest_token_ends_the_login() {
        try (TestBroker broker = TestBroker.start(folder, Map.of())) {
            Account account = account(broker.store());
            ServiceClient service =
                    new Service(current -> {
                        throw new ServiceRefused("invalid_grant", 400);
                    });
            assertThrows(ServiceRefused.class, () -> refresh(broker, account, service));
            assertEquals(Account.LOGIN_NEEDED, state(broker.store(), account));
        }
    }

    private static ServiceToken refresh(TestBroker broker, Account account, ServiceClient service) {
        Foundation on =
                new Foundation(
                        broker.settings(),
                        broker.store(),
                        InstantSource.system(),
                        new SecureRandom());
        return new ServiceRefresh(on)
                .fresh(account.id(), service, new ServiceRefresh.Wish(Duration.ZERO, true));
    }

    private static Account account(Store store) {
        UserInfo alice = new UserInfo("1", "alice", null, null, false, null);
        NewLogin login = new NewLogin("acme", alice, token("ours"), Instant.now());
        return store.database().write(tx -> store.accounts().link(tx, login));
    }

    private static void save(Store store, Account account, ServiceToken token) {
        store.database()
                .write(tx -> {
                    store.accounts().update(tx, account.id(), token, Instant.now());
                    return true;
                });
    }

    private static String state(Store store, Account account) {
        return store.database()
                .read(tx -> store.accounts().find(tx, account.id()))
                .orElseThrow()
                .state();
    }

    private static ServiceToken token(String text) {
        Instant end = Instant.now().plus(Duration.ofMinutes(5));
        return new ServiceToken(text, "Bearer", "r-" + text, end, null, Scope.NONE, Map.of());
    }
}
