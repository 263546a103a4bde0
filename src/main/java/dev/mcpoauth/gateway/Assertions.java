package dev.mcpoauth.gateway;

import dev.mcpoauth.oauth.AccessTokenInfo;

/// Signs what the broker says about a caller.
interface Assertions {
    /// A JWT about this caller for this server, good for a minute.
    String about(AccessTokenInfo token);
}
