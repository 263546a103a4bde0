package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.ClientIdUrl;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.store.Client;
import java.util.Optional;

/// Turns a client_id into a client: the one place that knows where clients come from.
public final class FindClient {
    private final Foundation on;
    private final FetchClientDocument documents;

    FindClient(Foundation on, FetchClientDocument documents) {
        this.on = on;
        this.documents = documents;
    }

    /// For a login that begins: a registered client, or the one whose document is at the URL.
    public ClientLookup begin(String clientId) {
        Optional<Client> registered = known(clientId).filter(c -> !c.origin().equals("cimd"));
        if (registered.isPresent()) {
            return new ClientLookup.Found(registered.get());
        }
        return ClientIdUrl.looksLike(clientId)
                ? documents.at(clientId)
                : new ClientLookup.Missing(
                        OAuthError.INVALID_CLIENT.because("the client_id is unknown"));
    }

    /// For everything after that: only what is stored. A request for tokens never makes us fetch.
    public Optional<Client> known(String clientId) {
        // RFC 6749 A.1: client-id = *VSCHAR
        if (!clientId.chars().allMatch(c -> c >= 0x20 && c <= 0x7e)) {
            return Optional.empty();
        }
        return on.store().clients().recall(on.store().database(), clientId);
    }
}
