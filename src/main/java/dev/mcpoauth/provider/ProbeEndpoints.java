package dev.mcpoauth.provider;

import dev.mcpoauth.provider.ProviderSpec.Endpoints;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Asks the real endpoints of a service whether they are there; no secret is sent, nobody logs in.
public final class ProbeEndpoints {
    private static final Set<Integer> GONE = Set.of(404, 405, 410, 501);

    private final ServiceHttp http;

    /// Probes over this HTTP.
    public ProbeEndpoints(ServiceHttp http) {
        this.http = http;
    }

    /// One finding for each endpoint of the spec.
    public List<Finding> look(ProviderSpec spec) {
        List<Finding> found = new ArrayList<>();
        Endpoints at = spec.endpoints();
        if (!at.discovery().isEmpty()) {
            try {
                ServiceMetadata metadata = ServiceMetadata.fetch(http, URI.create(at.discovery()));
                found.add(issuer(spec, metadata));
                at = metadata.fill(at);
            } catch (ServiceException e) {
                found.add(bad("discovery_url", String.valueOf(e.getMessage())));
                return found;
            }
        }
        found.add(probe("authorize_url", "GET", at.authorize()));
        found.add(probe("token_url", "POST", at.token()));
        optional(found, "refresh_url", at.refresh());
        optional(found, "device_url", at.device());
        optional(found, "revoke_url", at.revoke());
        if (!at.userInfo().isEmpty()) {
            found.add(probe("userinfo_url", spec.userInfo().method(), at.userInfo()));
        }
        return found;
    }

    private static Finding issuer(ProviderSpec spec, ServiceMetadata metadata) {
        String issuer = metadata.issuer();
        return spec.issuer() == null || spec.issuer().equals(issuer)
                ? Finding.good("discovery_url", "metadata of " + issuer)
                : Finding.bad(
                        "discovery_url", "the metadata is of " + issuer, "set issuer to " + issuer);
    }

    private void optional(List<Finding> found, String setting, String url) {
        if (!url.isEmpty()) {
            found.add(probe(setting, "POST", url));
        }
    }

    private Finding probe(String setting, String method, String url) {
        if (url.contains("{")) {
            return Finding.good(setting, "not asked: the address names the app");
        }
        try {
            Map<String, String> headers =
                    Map.of("Accept", "application/json", "User-Agent", "mcp-oauth");
            int status =
                    http.send(new ServiceHttp.Request(method, URI.create(url), headers, null))
                            .status();
            boolean there = status < 500 && !GONE.contains(status);
            return there
                    ? Finding.good(setting, "answers HTTP " + status)
                    : bad(setting, "answers HTTP " + status + " at " + url);
        } catch (ServiceUnavailable e) {
            return bad(setting, e.getMessage() + ": " + url);
        }
    }

    private static Finding bad(String setting, String detail) {
        return Finding.bad(setting, detail, "correct " + setting + ", or try again later");
    }
}
