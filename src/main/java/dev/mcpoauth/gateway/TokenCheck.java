package dev.mcpoauth.gateway;

import java.util.Optional;

/// Tells what an access token stands for.
interface TokenCheck {
    /// The claims of a token that is good now for this server; throws [BrokerProblem] when it
    /// cannot be found out.
    Optional<CurrentUser.Claims> check(String token);
}
