package dev.mcpoauth.gateway;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a method that makes a tool for the MCP Java SDK: only callers with these scopes may call
/// the tool.
///
/// ```java
/// @RequiresAuth(scopes = "notes:write")
/// SyncToolSpecification addNote() { ... }
/// ```
///
/// See [ProtectedServer#tools(Object)] and, for asynchronous and stateless servers,
/// [ProtectedServer#tools(Object, Class)].
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface RequiresAuth {
    /// The scopes that a caller's token must have, all of them; none for any good token.
    String[] scopes() default {};
}
