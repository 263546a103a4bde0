/// The broker over HTTP: paths, framing and pages. Javalin lives here only; nothing is decided
/// here.
///
/// Start with [dev.mcpoauth.http.Routes]: every path on one screen.
@NullMarked
package dev.mcpoauth.http;

import org.jspecify.annotations.NullMarked;
