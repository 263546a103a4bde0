/// The benchmarks: one driver for the broker and for its peers, so that all figures of a run are
/// taken by the same hand. `scripts/bench` starts [dev.mcpoauth.bench.Bench]; nothing here is a
/// test, and no test fails because something was slow.
@NullMarked
package dev.mcpoauth.bench;

import org.jspecify.annotations.NullMarked;
