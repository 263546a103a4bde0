package dev.mcpoauth.cli;

import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.OAuthClientInfo;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.Store;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Clients as programs read them, in the words of RFC 7591, and how a command names one.
final class ClientViews {
    private ClientViews() {}

    /// The client with this id, or the only one with this name.
    static Client find(Store store, String idOrName) {
        Optional<Client> byId = store.database().read(tx -> store.clients().find(tx, idOrName));
        if (byId.isPresent()) {
            return byId.get();
        }
        List<Client> named =
                store.database().read(store.clients()::list).stream()
                        .filter(c -> c.metadata().clientName().equals(idOrName))
                        .toList();
        if (named.size() > 1) {
            throw new CliError(
                    ExitCode.USAGE,
                    named.size() + " clients have the name " + idOrName + ", say which id",
                    "mcp-oauth client list");
        }
        if (named.isEmpty()) {
            throw new CliError(
                    ExitCode.NOT_FOUND,
                    "no client has the id or name " + idOrName,
                    "mcp-oauth client list");
        }
        return named.getFirst();
    }

    /// What is known of a client, without secrets.
    static Map<String, Object> fields(Client client) {
        Map<String, Object> row = fields(client.id(), client.createdAt(), client.metadata());
        row.put("origin", client.origin());
        if (client.secretHash() != null) {
            row.put("client_secret_expires_at", seconds(client.secretExpiresAt()));
        }
        return row;
    }

    // RFC 7591 3.2.1: what a registration is answered with, the secret once
    static Map<String, Object> registration(OAuthClientInfo info, boolean withSecret) {
        Map<String, Object> row = fields(info.clientId(), info.issuedAt(), info.metadata());
        Secret secret = info.clientSecret();
        if (secret != null) {
            if (withSecret) {
                row.put("client_secret", secret.value());
            }
            row.put("client_secret_expires_at", seconds(info.secretExpiresAt()));
        }
        return row;
    }

    private static Map<String, Object> fields(String id, Instant at, ClientMetadata said) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("client_id", id);
        row.put("client_id_issued_at", at.getEpochSecond());
        row.put("client_name", said.clientName());
        row.put("redirect_uris", said.redirectUris());
        row.put("grant_types", said.grantTypes());
        row.put("response_types", List.of("code"));
        row.put("token_endpoint_auth_method", said.authMethod());
        if (!said.scope().isEmpty()) {
            row.put("scope", said.scope().toString());
        }
        return row;
    }

    // RFC 7591 3.2.1: 0 when it will not expire
    private static long seconds(@Nullable Instant end) {
        return end == null ? 0 : end.getEpochSecond();
    }
}
