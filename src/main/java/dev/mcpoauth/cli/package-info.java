/// The command line: what people and scripts type, and what they read back.
@NullMarked
package dev.mcpoauth.cli;

import org.jspecify.annotations.NullMarked;
