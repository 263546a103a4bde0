/// Documents from addresses that strangers named: the one door out that is guarded against
/// server-side request forgery.
///
/// Start with [dev.mcpoauth.fetch.GuardedFetch]; which addresses are the public internet is said in
/// [dev.mcpoauth.fetch.PublicAddresses].
@NullMarked
package dev.mcpoauth.fetch;

import org.jspecify.annotations.NullMarked;
