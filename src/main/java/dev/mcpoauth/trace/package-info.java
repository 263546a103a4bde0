/// HTTP exchanges written down for people who look for a mistake, secrets replaced.
///
/// Start with [dev.mcpoauth.trace.Trace]; what is a secret is decided in
/// [dev.mcpoauth.trace.Redactor] only.
@NullMarked
package dev.mcpoauth.trace;

import org.jspecify.annotations.NullMarked;
