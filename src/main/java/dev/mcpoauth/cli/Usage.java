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

    /// How it can end, besides done, unexpected errors and wrong usage.
    ExitCode[] exits() default {};
}
