/// Everything that must outlive the process. SQL is spoken here and nowhere else.
///
/// MCP tokens, codes and secrets are here only as hashes; service tokens only sealed.
///
/// | what | where |
/// |---|---|
/// | the open store | [dev.mcpoauth.store.Store]: the database and one object for each table |
/// | durable transactions | [dev.mcpoauth.store.Database]: `SqliteDatabase` (one `Writer`, several `Readers`), `PostgresDatabase` (a pool), `ReadOnlyDatabase`; their statements run in a [dev.mcpoauth.store.Transaction]; `Dialect` has the few words in which they differ |
/// | what goes wrong | `SqlFailure` inside, told as a [dev.mcpoauth.store.StoreException] by `Trouble` |
/// | tables | plural nouns: [dev.mcpoauth.store.Clients], [dev.mcpoauth.store.Grants], [dev.mcpoauth.store.AccessTokens] ... |
/// | the schema | `Migrations` and `resources/schema` |
/// | files and their owners | `SqliteFile`, `OwnFiles`; `OpenFile` notices that a file was exchanged under us |
/// | a database that went back in time | `Generation` compares the database's `Age` with the `Mark` beside it; `Recheck` ends the MCP tokens |
/// | keys | [dev.mcpoauth.store.KeyVault] (a file, a command, a keyring), [dev.mcpoauth.store.Sealer], `SealedColumns`, [dev.mcpoauth.store.Rekey] |
/// | care | [dev.mcpoauth.store.Caretaker] in a running broker; [dev.mcpoauth.store.Sweep], [dev.mcpoauth.store.Upkeep], [dev.mcpoauth.store.Restore], [dev.mcpoauth.store.Copy] |
@NullMarked
package dev.mcpoauth.store;

import org.jspecify.annotations.NullMarked;
