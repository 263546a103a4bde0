package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.Refusal;
import dev.mcpoauth.store.Client;

/// What a client_id stands for.
public sealed interface ClientLookup {
    /// A client.
    record Found(Client client) implements ClientLookup {}

    /// Nothing that can be used now; the refusal says why, for the person at the browser.
    record Missing(Refusal refusal) implements ClientLookup {}
}
