package dev.mcpoauth.provider;

import dev.mcpoauth.provider.ProviderSpec.Endpoints;
import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The endpoints of one service: what the spec says, and what its metadata adds.
///
/// The metadata is asked for when it is first needed, so a broker starts while a service is down,
/// and kept once it was good.
final class Discovery {
    private final ProviderContext context;
    private final ProviderSpec spec;
    private final Endpoints own;
    private final AtomicReference<ServiceMetadata> known = new AtomicReference<>();

    Discovery(ProviderContext context) {
        this.context = context;
        this.spec = context.spec();
        this.own = spec.endpoints().of(context.credentials().clientId());
    }

    Endpoints endpoints() {
        return own.discovery().isEmpty() ? own : metadata().fill(own);
    }

    /// The service's `iss`; null when neither the spec nor metadata names it.
    @Nullable String issuer() {
        boolean published = spec.issuer() == null && !spec.endpoints().discovery().isEmpty();
        return published ? metadata().issuer() : spec.issuer();
    }

    boolean sendsIssuer() {
        return !spec.endpoints().discovery().isEmpty() && metadata().sendsIssuer();
    }

    /// The spec's way to say who we are at the token endpoint.
    String tokenAuth() {
        return auth(spec.token().auth());
    }

    /// This way to say it, unless the service says that it takes only another.
    String auth(String own) {
        return spec.endpoints().discovery().isEmpty() ? own : metadata().tokenAuth(own);
    }

    private ServiceMetadata metadata() {
        ServiceMetadata found = known.get();
        if (found == null) {
            found = fetch();
            known.set(found);
        }
        return found;
    }

    private ServiceMetadata fetch() {
        String issuer = spec.issuer();
        ServiceMetadata found = ServiceMetadata.fetch(context.http(), URI.create(own.discovery()));
        // RFC 8414 3.3: metadata of another issuer MUST NOT be used
        if (issuer != null && !found.issuer().equals(issuer)) {
            throw new ServiceUnavailable(
                    "the metadata is of " + found.issuer() + ", not of " + issuer, null);
        }
        return found;
    }
}
