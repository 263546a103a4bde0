/// The composition root. [dev.mcpoauth.Main] builds everything and is the only class that may
/// import every room of the house; all other code lives in the packages below this one.
@NullMarked
package dev.mcpoauth;

import org.jspecify.annotations.NullMarked;
