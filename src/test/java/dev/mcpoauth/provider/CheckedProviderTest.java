package dev.mcpoauth.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.oauth.AuthorizeError;
import dev.mcpoauth.oauth.CodeExchange;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.Unavailable;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.provider.ServiceClient.AuthorizationRequest;
import dev.mcpoauth.provider.TokenStore.ServiceLogin;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// The rules that hold for every provider, whatever its author overrides.
final class CheckedProviderTest {
    private static final ServiceToken GOOD = token("good", "bearer");

    @Test
    void only_bearer_tokens_of_visible_characters_are_taken() {
        assertEquals("good", refresh(current -> GOOD).accessToken());
        assertUnavailable("only Bearer", current -> token("a", "DPoP"));
        assertUnavailable("forbidden characters", current -> token("a\r\nX-Evil: 1", "Bearer"));
        assertUnavailable("forbidden characters", current -> token("", "Bearer"));
        assertUnavailable("forbidden characters", current -> token("a".repeat(20_000), "Bearer"));
        assertUnavailable("forbidden characters", current -> token("é", "Bearer"));
    }

    @Test
    void a_slip_of_the_author_passes_and_never_ends_a_login() {
        assertUnavailable(
                "failed: java.lang.NullPointerException",
                current -> {
                    throw new NullPointerException();
                });
        assertUnavailable(
                "failed: java.lang.IndexOutOfBoundsException",
                current -> {
                    throw new IndexOutOfBoundsException(1);
                });
        assertUnavailable(
                "failed: java.lang.StackOverflowError",
                current -> {
                    throw new StackOverflowError();
                });
        assertUnavailable(
                "failed: java.lang.NoClassDefFoundError",
                current -> {
                    throw new NoClassDefFoundError("gone");
                });
    }

    @Test
    void work_that_never_ends_is_cut_off() {
        Deadline deadline = new Deadline(Duration.ofMillis(20));

        assertThrows(
                ServiceUnavailable.class,
                () ->
                        deadline.hold(() -> {
                            java.util.concurrent.locks.LockSupport.park();
                            return "never";
                        }));
    }

    @Test
    void work_that_loops_leaves_the_virtual_threads_of_others_alone() throws Exception {
        Deadline deadline = new Deadline(Duration.ofMillis(20));
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch other = new CountDownLatch(1);
        try {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                assertThrows(ServiceUnavailable.class, () -> deadline.hold(() -> spin(over)));
            }
            Thread.startVirtualThread(other::countDown);

            assertTrue(other.await(20, TimeUnit.SECONDS), "no other thread runs");
        } finally {
            over.set(true);
        }
    }

    @Test
    void whatever_an_author_does_can_be_given_up() {
        List<String> threads = new ArrayList<>();
        OAuthProvider author =
                (OAuthProvider)
                        Proxy.newProxyInstance(
                                OAuthProvider.class.getClassLoader(),
                                new Class<?>[] {OAuthProvider.class},
                                (self, method, arguments) -> {
                                    threads.add(Thread.currentThread().getName());
                                    throw new ServiceUnavailable("not now", null);
                                });
        OAuthProvider checked = new CheckedProvider("acme", author);

        assertThrows(ServiceUnavailable.class, () -> checked.validateAccessToken("t"));
        assertThrows(
                ServiceUnavailable.class,
                () -> checked.exchangeAuthorizationCode(new CodeExchange("c", "i", "", "", "")));
        assertThrows(ServiceUnavailable.class, () -> checked.admit(UserInfo.of("1")));
        assertEquals(List.of("provider", "provider", "provider"), threads);
        AuthorizeError told =
                assertThrows(AuthorizeError.class, () -> checked.authorizeAccount("login"));
        assertEquals("not now", told.refusal().detail(), "the operator is told why");
    }

    private static boolean spin(AtomicBoolean over) {
        while (!over.get()) {
            Thread.onSpinWait();
        }
        return true;
    }

    @Test
    void names_cannot_carry_control_characters() {
        UserInfo told = new UserInfo("1", "a\u001b[31m", "b\r\nX: 1", "c\u202e@d", true, null);

        UserInfo kept = client(current -> GOOD, told).userInfo(GOOD);

        assertEquals("a [31m", kept.login());
        assertEquals("b  X: 1", kept.name());
        assertEquals("c @d", kept.email());
        String long254 = "a".repeat(254);
        UserInfo halves =
                new UserInfo("1", long254 + "\ud83d\ude00", "a\ud83db", null, false, null);
        UserInfo whole = client(current -> GOOD, halves).userInfo(GOOD);
        assertEquals(long254, whole.login());
        assertEquals("a b", whole.name());
        ServiceClient odd = client(current -> GOOD, UserInfo.of("1\u0000"));
        assertThrows(ServiceUnavailable.class, () -> odd.userInfo(GOOD));
    }

    @Test
    void an_authorization_url_must_be_https_and_carry_our_state() {
        AuthorizationRequest request = new AuthorizationRequest("s1", "v", Scope.NONE, null);

        assertEquals("a.example", url("https://a.example/x?state=s1", request).getHost());
        for (String bad :
                List.of(
                        "https://a.example/x",
                        "https://a.example/x?state=s12",
                        "http://a.example/x?state=s1",
                        "javascript:alert(1)?state=s1")) {
            assertThrows(ServiceUnavailable.class, () -> url(bad, request), bad);
        }
    }

    @Test
    void a_provider_that_writes_the_store_itself_is_checked_too() {
        var kept = new ArrayList<ServiceLogin>();
        TokenStore store = new CheckedTokenStore("acme", TestContexts.storing(kept));
        PendingAuthorization login = new PendingAuthorization("1", null, "s", "v");

        store.completeLogin(login, new ServiceLogin("github", UserInfo.of("1"), GOOD));
        assertEquals("acme", kept.getFirst().provider(), "it cannot speak for another provider");
        ServiceLogin evil = new ServiceLogin("acme", UserInfo.of("1"), token("a\nb", "Bearer"));
        assertThrows(ServiceUnavailable.class, () -> store.completeLogin(login, evil));
    }

    @Test
    void a_class_that_cannot_be_made_breaks_itself_only() {
        try (ServiceHttp http = new ServiceHttp(Duration.ofSeconds(1))) {
            Providers providers =
                    new Providers("http://127.0.0.1:1", http, InstantSource.system())
                            .with(Map.of("bad", Unmakeable.class));
            Map<String, Object> settings =
                    Map.of(
                            "authorize_url", "https://a.example/a",
                            "token_url", "https://a.example/t",
                            "client_id", "c");

            Providers.Built built =
                    providers.build(
                            Map.of("bad", settings, "good", settings),
                            TestContexts.noStore(),
                            name -> Optional.empty());

            assertEquals(1, built.working().size());
            assertTrue(String.valueOf(built.broken().get("bad")).contains("NoClassDefFoundError"));
        }
    }

    @Test
    void trouble_of_the_store_is_not_called_a_broken_provider() {
        try (ServiceHttp http = new ServiceHttp(Duration.ofSeconds(1))) {
            Providers providers = new Providers("http://127.0.0.1:1", http, InstantSource.system());

            Unavailable e =
                    assertThrows(
                            Unavailable.class,
                            () ->
                                    providers.build(
                                            Map.of("any", Map.of()),
                                            TestContexts.noStore(),
                                            name -> {
                                                throw new Unavailable("the disk does not read");
                                            }));

            assertEquals("the disk does not read", e.getMessage());
        }
    }

    private static URI url(String url, AuthorizationRequest request) {
        return CheckedServiceClient.of(new Odd(current -> GOOD, UserInfo.of("1"), url))
                .authorizationUrl(request);
    }

    private static void assertUnavailable(
            String message, Function<ServiceToken, ServiceToken> answer) {
        ServiceUnavailable e = assertThrows(ServiceUnavailable.class, () -> refresh(answer));
        assertTrue(String.valueOf(e.getMessage()).contains(message), e::toString);
    }

    private static ServiceToken refresh(Function<ServiceToken, ServiceToken> answer) {
        return client(answer, UserInfo.of("1")).refresh(GOOD);
    }

    private static ServiceClient client(
            Function<ServiceToken, ServiceToken> answer, UserInfo user) {
        return CheckedServiceClient.of(new Odd(answer, user, "https://a.example/"));
    }

    private static ServiceToken token(String text, String type) {
        return new ServiceToken(text, type, null, null, null, Scope.NONE, Map.of());
    }

    /// A provider whose constructor fails.
    static final class Unmakeable extends BaseOAuthProvider {
        public Unmakeable(ProviderContext context) {
            super(context);
            throw new NoClassDefFoundError("gone");
        }
    }

    /// An author's client that does whatever it is told.
    private record Odd(Function<ServiceToken, ServiceToken> answer, UserInfo user, String url)
            implements ServiceClient {
        @Override
        public URI authorizationUrl(AuthorizationRequest request) {
            return URI.create(url);
        }

        @Override
        public ServiceToken exchangeCode(String code, String codeVerifier) {
            return answer.apply(GOOD);
        }

        @Override
        public ServiceToken refresh(ServiceToken current) {
            return answer.apply(current);
        }

        @Override
        public UserInfo userInfo(ServiceToken token) {
            return user;
        }

        @Override
        public boolean revoke(ServiceToken token) {
            return false;
        }
    }
}
