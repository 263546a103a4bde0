package dev.mcpoauth.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.provider.BaseOAuthProvider;
import dev.mcpoauth.provider.CallbackResult;
import dev.mcpoauth.provider.ExternalCallback;
import dev.mcpoauth.provider.OAuthProvider;
import dev.mcpoauth.provider.ProviderContext;
import dev.mcpoauth.provider.ServiceAnswer;
import dev.mcpoauth.provider.ServiceException;
import dev.mcpoauth.provider.ServiceRefused;
import dev.mcpoauth.provider.ServiceSpec;
import dev.mcpoauth.provider.StandardServiceClient;
import dev.mcpoauth.testkit.ProviderContract.Outcome;
import dev.mcpoauth.testkit.ProviderContract.Row;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ProviderContractTest {
    private static final Map<String, Object> ACME =
            Map.of(
                    "preset", "oauth2",
                    "authorize_url", "https://acme.example/oauth/authorize",
                    "token_url", "https://acme.example/oauth/token",
                    "userinfo_url", "https://api.acme.example/me",
                    "revoke_url", "https://acme.example/oauth/revoke");

    @Test
    void a_provider_of_data_passes_every_part() {
        List<Row> rows = ProviderContract.check("acme", ACME);

        assertEquals(11, rows.size(), rows::toString);
        assertTrue(rows.stream().allMatch(r -> r.outcome() == Outcome.PASSED), rows::toString);
    }

    @Test
    void a_provider_of_java_passes_too() {
        ProviderContract.require("acme", BaseOAuthProvider.class, ACME);
    }

    @Test
    void a_class_over_a_preset_meets_the_service_of_that_preset() {
        ProviderContract.require("our-jira", Jira.class, Map.of());
        ProviderContract.require("our-crm", Crm.class, Map.of());
    }

    @Test
    void the_body_of_a_token_request_can_be_bent_whole() {
        ProviderContract.require("acme", Bending.class, ACME);
    }

    @Test
    void missing_settings_are_named() {
        List<Row> rows = ProviderContract.check("acme", Map.of("preset", "oauth2"));

        assertEquals("setting 'authorize_url' is missing", rows.getFirst().detail());
        assertEquals(Outcome.FAILED, rows.getFirst().outcome());
    }

    @Test
    void a_provider_that_takes_trouble_for_a_refusal_fails() {
        assertEquals(List.of("trouble passes", "garbage passes"), failed(HarshProvider.class));
    }

    @Test
    void a_provider_that_takes_every_answer_fails() {
        assertTrue(failed(Trusting.class).contains("the user says no"));
    }

    @Test
    void a_provider_that_invents_users_fails() {
        assertEquals(
                List.of("a user without an identifier", "revoke"), failed(InventingProvider.class));
    }

    @Test
    void a_provider_that_puts_the_token_into_an_address_fails() {
        assertEquals(List.of("secrets stay out of addresses"), failed(LeakingProvider.class));
    }

    @Test
    void a_failed_part_is_told_with_what_to_do() {
        AssertionError error =
                assertThrows(
                        AssertionError.class,
                        () -> ProviderContract.require("acme", LeakingProvider.class, ACME));

        assertTrue(
                String.valueOf(error.getMessage()).contains("to do: send tokens"), error::toString);
        assertFalse(String.valueOf(error.getMessage()).contains("at_"), "no token in a report");
    }

    private static List<String> failed(Class<? extends OAuthProvider> type) {
        return ProviderContract.check("acme", type, ACME).stream()
                .filter(row -> row.outcome() == Outcome.FAILED)
                .map(Row::name)
                .toList();
    }

    /// Ends the login at every trouble.
    static final class HarshProvider extends BaseOAuthProvider {
        public HarshProvider(ProviderContext context) {
            super(context, new Harsh(context));
        }
    }

    private static final class Harsh extends StandardServiceClient {
        Harsh(ProviderContext context) {
            super(context);
        }

        @Override
        public ServiceToken refresh(ServiceToken current) {
            try {
                return super.refresh(current);
            } catch (ServiceException e) {
                throw new ServiceRefused("gone", 0);
            }
        }
    }

    /// Logs alice in whatever the service said.
    static final class Trusting extends BaseOAuthProvider {
        private final ProviderContext context;

        public Trusting(ProviderContext context) {
            super(context);
            this.context = context;
        }

        @Override
        public CallbackResult handleExternalCallback(ExternalCallback callback) {
            if (callback.parameters().has("code")) {
                return super.handleExternalCallback(callback);
            }
            String state = callback.parameters().one("state").orElseThrow();
            var login = context.tokenStore().takeLogin(state, callback.browser());
            var token =
                    new ServiceToken(
                            "x",
                            "Bearer",
                            "y",
                            null,
                            null,
                            dev.mcpoauth.oauth.Scope.NONE,
                            Map.of());
            var alice =
                    new dev.mcpoauth.provider.TokenStore.ServiceLogin(
                            "acme", UserInfo.of("alice"), token);
            return context.tokenStore().completeLogin(login, alice);
        }
    }

    /// Takes everybody for the same user.
    static final class InventingProvider extends BaseOAuthProvider {
        public InventingProvider(ProviderContext context) {
            super(context, new Inventing(context));
        }
    }

    private static final class Inventing extends StandardServiceClient {
        Inventing(ProviderContext context) {
            super(context);
        }

        @Override
        protected Optional<ServiceException> trouble(ServiceAnswer answer) {
            return answer.error().equals("invalid_token") ? Optional.empty() : answer.trouble();
        }

        @Override
        protected UserInfo readUser(ServiceAnswer answer, ServiceToken token) {
            return UserInfo.of("somebody");
        }
    }

    /// Atlassian's Jira, as an author begins it.
    @ServiceSpec("{\"preset\": \"atlassian\"}")
    static final class Jira extends BaseOAuthProvider {
        public Jira(ProviderContext context) {
            super(context);
        }
    }

    /// HubSpot, as an author begins it.
    @ServiceSpec("{\"preset\": \"hubspot\"}")
    static final class Crm extends BaseOAuthProvider {
        public Crm(ProviderContext context) {
            super(context);
        }
    }

    /// Looks at who is asking, as a service that wants other names for it needs.
    static final class Bending extends BaseOAuthProvider {
        public Bending(ProviderContext context) {
            super(context, new Bent(context));
        }
    }

    private static final class Bent extends StandardServiceClient {
        Bent(ProviderContext context) {
            super(context);
        }

        @Override
        protected Map<String, String> tokenBody(Map<String, String> body) {
            Map<String, String> whole = super.tokenBody(body);
            if (!whole.keySet().containsAll(Set.of("client_id", "client_secret"))) {
                throw new ServiceRefused("not the whole body", 0);
            }
            return whole;
        }
    }

    /// Asks for the user with the token in the address.
    static final class LeakingProvider extends BaseOAuthProvider {
        public LeakingProvider(ProviderContext context) {
            super(context, new Leaking(context));
        }
    }

    private static final class Leaking extends StandardServiceClient {
        Leaking(ProviderContext context) {
            super(context);
        }

        @Override
        public UserInfo userInfo(ServiceToken token) {
            String url = endpoints().userInfo() + "?access_token=" + token.accessToken();
            return readUser(get(url, token), token);
        }
    }
}
