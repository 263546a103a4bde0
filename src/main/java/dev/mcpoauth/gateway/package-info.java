/// The broker in front of MCP servers: who may pass, what a request may do, and how it gets there.
///
/// Start with [dev.mcpoauth.gateway.Gateway], then [dev.mcpoauth.gateway.Entrance]: every request
/// goes through its steps in their order. Behind it stands a [dev.mcpoauth.gateway.Backend]: a
/// server reached over HTTP, a program on standard streams, or the demo server.
@NullMarked
package dev.mcpoauth.gateway;

import org.jspecify.annotations.NullMarked;
