package dev.mcpoauth.config;

import java.util.Locale;

/// What the access tokens of a resource look like.
public enum TokenFormat {
    /// A random text that only the broker understands: the resource introspects it.
    OPAQUE,
    /// A signed JWT (RFC 9068) that the resource checks by itself with the keys of `/jwks`.
    JWT;

    static TokenFormat parse(String text) {
        for (TokenFormat each : values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
                return each;
            }
        }
        throw new SettingsProblem("token_format is opaque or jwt, not '" + text + "'");
    }
}
