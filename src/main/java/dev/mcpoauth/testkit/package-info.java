/// The test kit: a pretend service, a pretend browser and a small real MCP client.
///
/// It ships with the product: provider authors test against it, `serve --demo` offers its
/// [dev.mcpoauth.testkit.FakeService] as the built-in login service, and the `demo` command is its
/// [dev.mcpoauth.testkit.LoopbackClient]. Nothing here is meant to guard anything real.
@NullMarked
package dev.mcpoauth.testkit;

import org.jspecify.annotations.NullMarked;
