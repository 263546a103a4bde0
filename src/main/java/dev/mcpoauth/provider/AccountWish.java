package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.Scope;
import org.jspecify.annotations.Nullable;

/// What somebody who logs in by the command line wants of the service.
///
/// @param scope what to ask for; empty means what the provider usually asks for
/// @param loginHint an account name to offer; null means none
public record AccountWish(Scope scope, @Nullable String loginHint) {}
