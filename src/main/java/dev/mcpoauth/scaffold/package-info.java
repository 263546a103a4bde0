/// Writes the first files of a provider of one's own, and renders them anew when templates change.
///
/// [dev.mcpoauth.scaffold.NewProvider] holds checked answers, [dev.mcpoauth.scaffold.Templates]
/// turns them into files, [dev.mcpoauth.scaffold.Plan] says what would happen to each file and does
/// it. Every answer is checked on the way in and escaped on the way out, by the kind of the file.
@NullMarked
package dev.mcpoauth.scaffold;

import org.jspecify.annotations.NullMarked;
