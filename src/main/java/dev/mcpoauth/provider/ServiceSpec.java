package dev.mcpoauth.provider;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a provider class of one's own knows of its service: the JSON of one entry under `providers`
/// in the settings, where `//` comments are allowed. What the settings say themselves wins over it.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ServiceSpec {
    /// The JSON object.
    String value();
}
