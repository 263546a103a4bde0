/// The broker over HTTP: paths, framing and pages. Javalin lives here only; nothing is decided
/// here.
///
/// Start with [dev.mcpoauth.http.Routes]: every path on one screen.
///
/// Two watch requests go by, because they keep two things of them:
///
/// | | [dev.mcpoauth.http.TracedRequests] | [dev.mcpoauth.http.Capture] |
/// |---|---|---|
/// | for | `-vvv`: a person who reads HTTP | the inspector and `mcp-oauth trace`: a person who follows a login |
/// | keeps | the exchange as it went: every header, both bodies | what it means: parameters, the sentence of a refusal, the login that it belongs to |
/// | of services | nothing: whoever asks them tells the trace itself | what was asked meanwhile, kept with the request |
/// | where | in the site: a middleware in somebody's own server has it, too | in our own server only |
///
/// What both need to read a body twice is in [dev.mcpoauth.http.Bodies].
@NullMarked
package dev.mcpoauth.http;

import org.jspecify.annotations.NullMarked;
