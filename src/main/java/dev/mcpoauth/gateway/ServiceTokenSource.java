package dev.mcpoauth.gateway;

/// Gets the user's token of the service.
interface ServiceTokenSource {
    /// The access token; throws [BrokerProblem].
    String token();
}
