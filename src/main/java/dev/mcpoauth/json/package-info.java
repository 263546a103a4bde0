/// The one JSON mapper: snake_case names, no nulls, strict limits on what is read.
@NullMarked
package dev.mcpoauth.json;

import org.jspecify.annotations.NullMarked;
