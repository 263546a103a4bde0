package dev.mcpoauth.provider;

import java.net.URI;

/// Where to send the browser so that the user logs in at the service.
///
/// @param location the service's authorization endpoint with the whole request
public record AuthorizationRedirect(URI location) {}
