package dev.mcpoauth.http;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.oauth.Loopback;
import io.javalin.http.Context;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/// Some services send the browser to `localhost` only, others to `127.0.0.1` only: a callback under
/// the other name of this computer goes on to the issuer's, where the browser's cookie is.
final class HomeAddress {
    private static final Pattern PORT = Pattern.compile(":\\d+$");

    private final URI issuer;

    HomeAddress(Settings settings) {
        this.issuer = URI.create(settings.issuer());
    }

    /// The same request at the issuer; empty when it is there already.
    Optional<String> of(Context ctx) {
        String host = PORT.matcher(String.valueOf(ctx.host())).replaceFirst("");
        boolean astray =
                Loopback.HOSTS.contains(issuer.getHost())
                        && Loopback.HOSTS.contains(host)
                        && !host.equals(issuer.getHost());
        String query = ctx.queryString() == null ? "" : "?" + ctx.queryString();
        return astray ? Optional.of(issuer + ctx.path() + query) : Optional.empty();
    }
}
