package dev.mcpoauth.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What the help of a command shows below its options.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Usage {
    /// Lines to type, most useful first.
    String[] examples();

    /// How it can end, besides the ways that every command can end.
    ExitCode[] exits() default {};

    /// Whether it opens the store, which another process may hold, or whose server may not answer.
    boolean opensStore() default false;

    /// Lines above the examples, for what the description has no room for.
    String[] notes() default {};
}
