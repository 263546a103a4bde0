package dev.mcpoauth.http;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/// Who a request comes from, as far as limits are concerned.
final class RemoteAddress {
    private static final int IPV6_BYTES = 16;
    private static final int IPV6_SITE_BYTES = 8;

    private final Set<String> trustedProxies;

    RemoteAddress(Set<String> trustedProxies) {
        this.trustedProxies = trustedProxies;
    }

    /// The peer; behind a trusted proxy the last address that no trusted proxy has. RFC 7239 5.2.
    String of(Context ctx) {
        String address = plain(ctx.req().getRemoteAddr());
        if (!trustedProxies.contains(address)) {
            // anybody can send this header: it counts only from a proxy of ours
            return site(address);
        }
        // RFC 9110 5.3: lines of one name are one list, and a proxy may add a line of its own
        String forwarded =
                String.join(",", Collections.list(ctx.req().getHeaders("X-Forwarded-For")));
        if (forwarded.isEmpty()) {
            return site(address);
        }
        List<String> hops = List.of(forwarded.split(",", -1)).reversed();
        return hops.stream()
                .map(hop -> plain(hop.strip()))
                .filter(hop -> !trustedProxies.contains(hop))
                .findFirst()
                .map(RemoteAddress::site)
                .orElse(site(address));
    }

    private static String plain(String address) {
        return address.startsWith("[") && address.endsWith("]")
                ? address.substring(1, address.length() - 1)
                : address;
    }

    /// One customer has a whole /64 of IPv6: it counts as one.
    private static String site(String address) {
        try {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            return bytes.length == IPV6_BYTES
                    ? Arrays.toString(Arrays.copyOf(bytes, IPV6_SITE_BYTES))
                    : address;
        } catch (IllegalArgumentException e) {
            // not an address: whoever wrote it shares one bucket
            return "unknown";
        }
    }
}
