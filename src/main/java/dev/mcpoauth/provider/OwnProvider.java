package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.oauth.AuthorizeError;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.CodeExchange;
import dev.mcpoauth.oauth.OAuthClientInfo;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.OAuthToken;
import dev.mcpoauth.oauth.RefreshExchange;
import dev.mcpoauth.oauth.Unavailable;
import dev.mcpoauth.oauth.UserInfo;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A provider whose class is the user's: loaded when it is first needed, or anew when its file was
/// saved. Every call goes to the newest class that works; sessions live in the store, not here.
final class OwnProvider implements OAuthProvider {
    private final String name;
    private final ProviderCode code;
    private final Map<String, Object> settings;
    private final Function<Map<String, Object>, ProviderContext> context;
    private volatile @Nullable OAuthProvider newest;

    /// A provider of this name; `context` makes what it is built from out of all its settings.
    OwnProvider(
            String name,
            ProviderCode code,
            Map<String, Object> settings,
            Function<Map<String, Object>, ProviderContext> context) {
        this.name = name;
        this.code = code;
        this.settings = Map.copyOf(settings);
        this.context = context;
    }

    boolean watched() {
        return Boolean.TRUE.equals(settings.get("watch"));
    }

    Path file() {
        return code.file();
    }

    /// Loads the class as it is now; the old one goes on when this throws [ProviderProblem].
    void load() {
        try {
            newest = made();
        } catch (ProviderProblem | Unavailable e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            // whatever an author's class and its settings lead to: it breaks that one provider
            throw new ProviderProblem(ProviderFault.of(e), e);
        }
    }

    private OAuthProvider made() {
        return new CheckedProvider(name, ProviderClass.create(code.load(), settings, context));
    }

    private OAuthProvider now() {
        OAuthProvider found = newest;
        if (found == null) {
            synchronized (this) {
                if (newest == null) {
                    load();
                }
                found = newest;
            }
        }
        if (found == null) {
            throw new ProviderProblem("provider " + name + " cannot be used");
        }
        return found;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ProviderSpec spec() {
        return now().spec();
    }

    @Override
    public ServiceClient serviceClient() {
        return new NewestClient(() -> now().serviceClient());
    }

    @Override
    public AuthorizationRedirect authorize(AuthorizationParams params) {
        return usable().authorize(params);
    }

    @Override
    public AuthorizationRedirect authorizeAccount(String loginId) {
        return usable().authorizeAccount(loginId);
    }

    @Override
    public AuthorizationRedirect authorizeAccount(String loginId, AccountWish wish) {
        return usable().authorizeAccount(loginId, wish);
    }

    /// For a browser: the reason is in the log, a page says only that it is not the user's fault.
    private OAuthProvider usable() {
        try {
            return now();
        } catch (ProviderProblem e) {
            throw new AuthorizeError(
                    OAuthError.TEMPORARILY_UNAVAILABLE.because(
                            "the provider " + name + " cannot be used now"));
        }
    }

    /// For a request: a save may mend it, so nothing is final.
    private OAuthProvider working() {
        try {
            return now();
        } catch (ProviderProblem e) {
            throw new ServiceUnavailable("the provider " + name + " cannot be used now", null);
        }
    }

    @Override
    public CallbackResult handleExternalCallback(ExternalCallback callback) {
        return working().handleExternalCallback(callback);
    }

    @Override
    public void admit(UserInfo user) {
        working().admit(user);
    }

    @Override
    public OAuthToken exchangeAuthorizationCode(CodeExchange exchange) {
        return working().exchangeAuthorizationCode(exchange);
    }

    @Override
    public OAuthToken exchangeRefreshToken(RefreshExchange exchange) {
        return working().exchangeRefreshToken(exchange);
    }

    @Override
    public AccessTokenInfo validateAccessToken(String accessToken) {
        return working().validateAccessToken(accessToken);
    }

    @Override
    public OAuthClientInfo registerClient(ClientMetadata metadata) {
        return working().registerClient(metadata);
    }
}
