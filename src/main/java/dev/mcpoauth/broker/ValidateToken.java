package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.SplitToken;
import dev.mcpoauth.oauth.TokenError;
import dev.mcpoauth.provider.OAuthProvider;
import dev.mcpoauth.store.AccessTokens.Glance;
import dev.mcpoauth.store.AccessTokens.Holding;
import java.util.Optional;

/// Asks the provider of an access token what it stands for.
final class ValidateToken {
    private static final int LONGEST_ASKER = 1000;

    private final FindGrant grants;
    private final Services services;
    private final NoteUse use;

    ValidateToken(FindGrant grants, Services services, NoteUse use) {
        this.grants = grants;
        this.services = services;
        this.use = use;
    }

    /// What a live token stands for, with the service's token while the service can be reached;
    /// throws [TokenError] with `invalid_token`.
    AccessTokenInfo validate(String accessToken) {
        SplitToken shown =
                SignedToken.read(accessToken)
                        .orElseThrow(() -> dead("the access token is not valid"));
        Holding held = grants.named(shown).orElseThrow(() -> dead("the access token is not valid"));
        return validate(accessToken, new SeenToken(shown, held));
    }

    /// The same for who has just read what it names.
    AccessTokenInfo validate(String accessToken, SeenToken seen) {
        OAuthProvider provider =
                services.find(seen.held().account().provider())
                        .orElseThrow(() -> dead("the service behind it is not configured"));
        AccessTokenInfo valid =
                ProviderAway.unless(
                        () -> seen.during(() -> provider.validateAccessToken(accessToken)));
        use.grant(valid.grantId(), valid.accountId());
        return valid;
    }

    /// What there is of a token, with the client that asks about it.
    Glance glance(SplitToken shown, Optional<String> asker) {
        // the question is remembered, and anybody may ask it
        return grants.named(shown, asker.filter(id -> id.length() <= LONGEST_ASKER).orElse(""));
    }

    private static TokenError dead(String because) {
        return new TokenError(OAuthError.INVALID_TOKEN.because(because));
    }
}
