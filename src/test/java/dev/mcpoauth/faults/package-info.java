/// What the world does to a running broker: slow and many clients, hanging services, jumping
/// clocks, no memory, no files, no threads. The rows F-01 to F-55 of docs/faults.md say which test
/// shows which.
@NullMarked
package dev.mcpoauth.faults;

import org.jspecify.annotations.NullMarked;
