/// The broker inside somebody else's Java server: a Javalin plugin, a servlet filter, a guard for
/// MCP endpoints, and the service's credentials for the tool that needs them.
///
/// Start with [dev.mcpoauth.embed.OAuthMiddleware]; docs/embedding.md has a whole server.
@NullMarked
package dev.mcpoauth.embed;

import org.jspecify.annotations.NullMarked;
