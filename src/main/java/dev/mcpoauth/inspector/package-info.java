/// The flow inspector's memory: the newest messages of every login, secrets replaced, each with the
/// rules that it met or broke.
///
/// Start with [dev.mcpoauth.inspector.Recorder]; [dev.mcpoauth.inspector.Flows] decides which
/// messages belong together, [dev.mcpoauth.inspector.Rules] what a refusal means and how to mend
/// it. No HTTP here: the `http` room captures and shows.
@NullMarked
package dev.mcpoauth.inspector;

import org.jspecify.annotations.NullMarked;
