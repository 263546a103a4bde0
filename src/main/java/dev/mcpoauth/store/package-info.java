/// Everything that must outlive the process. SQL is spoken here and nowhere else.
///
/// Start with [dev.mcpoauth.store.Database] (durable transactions), then one class for each table.
/// MCP tokens, codes and secrets are here only as hashes; service tokens only sealed.
@NullMarked
package dev.mcpoauth.store;

import org.jspecify.annotations.NullMarked;
