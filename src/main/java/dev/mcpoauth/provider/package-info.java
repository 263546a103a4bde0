/// The public SPI: how the broker talks to one service, and everything a provider author needs.
///
/// Start with [dev.mcpoauth.provider.BaseOAuthProvider]: it does all six operations of
/// [dev.mcpoauth.provider.OAuthProvider]. What a service bends is said in
/// [dev.mcpoauth.provider.ProviderSpec] or by overriding one method.
@NullMarked
package dev.mcpoauth.provider;

import org.jspecify.annotations.NullMarked;
