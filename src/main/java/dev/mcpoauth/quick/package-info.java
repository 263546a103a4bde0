/// The plain `token get`, answered before the command line is there.
///
/// Scripts ask for a token many times a minute, and most of the time of such a run went into the
/// command line itself. Here a stored token that lives long enough is read and printed; whatever is
/// not as usual (another option, a refresh, any error) is left to the command, so that there is one
/// place for every other answer.
@NullMarked
package dev.mcpoauth.quick;

import org.jspecify.annotations.NullMarked;
