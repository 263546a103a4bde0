/// The vocabulary of the product: OAuth messages, values and errors as records and sealed types.
///
/// Everything here imports the JDK only and decides nothing about storage, HTTP or a particular
/// service. Start with [dev.mcpoauth.oauth.AuthorizationParams], [dev.mcpoauth.oauth.OAuthToken]
/// and [dev.mcpoauth.oauth.OAuthError].
@NullMarked
package dev.mcpoauth.oauth;

import org.jspecify.annotations.NullMarked;
