package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.store.Client;
import java.util.Optional;

/// Turns a client_id into a client: the one place that knows where clients come from.
public final class FindClient {
    private final Foundation on;

    FindClient(Foundation on) {
        this.on = on;
    }

    /// For a login that begins: every kind of client.
    public ClientLookup begin(String clientId) {
        return known(clientId)
                .<ClientLookup>map(ClientLookup.Found::new)
                .orElseGet(() ->
                        new ClientLookup.Missing(
                                OAuthError.INVALID_CLIENT.because("the client_id is unknown")));
    }

    /// For everything after that: only what is stored, nothing is fetched.
    public Optional<Client> known(String clientId) {
        return on.store().database().read(tx -> on.store().clients().find(tx, clientId));
    }
}
