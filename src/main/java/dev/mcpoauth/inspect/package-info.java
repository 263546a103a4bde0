/// What an MCP server's OAuth looks like from outside, checked rule by rule.
///
/// Start with [dev.mcpoauth.inspect.Inspection]. Every answer comes from a stranger: sizes, times
/// and redirects are limited in [dev.mcpoauth.inspect.Fetch], and nothing that is found is run or
/// opened.
@NullMarked
package dev.mcpoauth.inspect;

import org.jspecify.annotations.NullMarked;
