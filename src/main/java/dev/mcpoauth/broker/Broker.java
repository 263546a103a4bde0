package dev.mcpoauth.broker;

/// Every decision of the authorization server, wired together.
///
/// @param metadata the metadata documents
/// @param register dynamic registration
/// @param authenticate client authentication
/// @param authorize the authorization endpoint
/// @param consent the consent form
/// @param complete the callback of a service
/// @param accountLogins logins of the command line
/// @param token the token endpoint
/// @param revoke the revocation endpoint
/// @param introspect the introspection endpoint
/// @param serviceTokens valid tokens of services
/// @param bearer the guard of MCP servers
public record Broker(
        Metadata metadata,
        RegisterClient register,
        AuthenticateClient authenticate,
        Authorize authorize,
        Consent consent,
        CompleteLogin complete,
        AccountLogins accountLogins,
        ExchangeToken token,
        Revoke revoke,
        Introspect introspect,
        ServiceTokens serviceTokens,
        Bearer bearer) {}
