package dev.mcpoauth.gateway;

import dev.mcpoauth.config.Protection.TokenStyle;
import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.ServiceToken;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What the server is told about the caller, in headers that only the broker can set.
///
/// Bytes that are no visible ASCII, and `%`, are percent-encoded, so that a name cannot break a
/// header.
final class IdentityHeaders {
    private static final String PREFIX = "X-MCP-";
    private static final HexFormat UPPER = HexFormat.of().withUpperCase();

    private final TokenStyle style;
    private final @Nullable Assertions assertions;

    IdentityHeaders(TokenStyle style, @Nullable Assertions assertions) {
        this.style = style;
        this.assertions = assertions;
    }

    /// Sets them all; none for a caller without a token.
    void set(Caller caller, BiConsumer<String, String> header) {
        AccessTokenInfo token = caller.token();
        if (token == null) {
            return;
        }
        header.accept(PREFIX + "User-Id", encode(token.userId()));
        header.accept(PREFIX + "User", encode(token.user()));
        header.accept(PREFIX + "Provider", encode(token.provider()));
        header.accept(PREFIX + "Client-Id", encode(token.clientId()));
        header.accept(PREFIX + "Scopes", token.scope().toString());
        header.accept(PREFIX + "Expires", seconds(token.expiresAt()));
        if (assertions != null) {
            header.accept(PREFIX + "Assertion", assertions.about(token));
        }
        ServiceToken service = caller.service();
        if (service != null) {
            service(service, header);
        }
    }

    private void service(ServiceToken service, BiConsumer<String, String> header) {
        switch (style) {
            case HEADER -> header.accept(PREFIX + "Service-Token", service.accessToken());
            // RFC 6750 2.1: as the service's own MCP server expects it
            case BEARER -> header.accept("Authorization", "Bearer " + service.accessToken());
            case OFF -> {}
        }
        Instant end = service.expiresAt();
        if (style != TokenStyle.OFF && end != null) {
            header.accept(PREFIX + "Service-Expires", seconds(end));
        }
    }

    private static String seconds(Instant time) {
        return Long.toString(time.getEpochSecond());
    }

    static String encode(String text) {
        return text.chars().allMatch(IdentityHeaders::plain) ? text : percentEncoded(text);
    }

    private static boolean plain(int character) {
        return character > ' ' && character < 0x7f && character != '%';
    }

    private static String percentEncoded(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if (plain(each)) {
                safe.append((char) each);
            } else {
                safe.append('%').append(UPPER.toHexDigits(each));
            }
        }
        return safe.toString();
    }
}
