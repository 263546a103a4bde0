package dev.mcpoauth.broker;

import dev.mcpoauth.fetch.Fetched;
import dev.mcpoauth.fetch.GuardedFetch;
import dev.mcpoauth.oauth.ClientIdUrl;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Refusal;
import dev.mcpoauth.oauth.RegistrationError;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.ClientDocuments.ClientDocument;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Turns a client_id that is a URL into a client: by the stored copy of its document while that is
/// fresh, else by the document itself.
///
/// A document that is bad is never used and spoils the stored copy; a server that cannot answer
/// does not: the copy then serves for some days more. The client's row stays in any case, so that
/// its tokens do not die with a bad document.
final class FetchClientDocument {
    private static final Duration LEAST = Duration.ofMinutes(5);
    private static final Duration MOST = Duration.ofHours(24);
    private static final Duration STALE = Duration.ofDays(7);

    private final Foundation on;
    private final UnusedClients unused;
    private final GuardedFetch fetch;

    /// The stored copy of a document.
    private record Copy(Client client, ClientDocument document) {}

    FetchClientDocument(Foundation on, GuardedFetch fetch) {
        this.on = on;
        this.unused = new UnusedClients(on);
        this.fetch = fetch;
    }

    /// The client at this URL.
    ClientLookup at(String url) {
        Optional<String> problem =
                ClientIdUrl.problem(url, on.settings().door().loopbackDocuments());
        if (problem.isPresent()) {
            return missing(OAuthError.INVALID_CLIENT, problem.get());
        }
        Instant now = on.now();
        Optional<Copy> copy = copy(url);
        if (copy.isPresent() && isFresh(copy.get().document(), now)) {
            return new ClientLookup.Found(copy.get().client());
        }
        return switch (fetch.get(URI.create(url))) {
            case Fetched.Document(String body, Duration freshFor) -> {
                ClientLookup read = read(url, body, freshFor);
                yield read instanceof ClientLookup.Missing(Refusal why)
                        ? bad(copy, url, why)
                        : read;
            }
            case Fetched.Refused(String because) ->
                    bad(copy, url, OAuthError.INVALID_CLIENT.because("no client: " + because));
            case Fetched.Unavailable(String because) ->
                    copy.filter(c -> now.isBefore(c.document().fetchedAt().plus(STALE)))
                            .<ClientLookup>map(c -> new ClientLookup.Found(c.client()))
                            .orElseGet(() -> away(because));
        };
    }

    /// One that was fetched later than now is of a clock that was ahead: nobody knows how old it
    /// is.
    private static boolean isFresh(ClientDocument document, Instant now) {
        return now.isBefore(document.freshUntil()) && !now.isBefore(document.fetchedAt());
    }

    private Optional<Copy> copy(String url) {
        return on.store()
                .database()
                .read(tx -> {
                    Optional<Client> client = on.store().clients().find(tx, url);
                    Optional<ClientDocument> document = on.store().documents().find(tx, url);
                    return client.isPresent() && document.isPresent()
                            ? Optional.of(new Copy(client.get(), document.get()))
                            : Optional.empty();
                });
    }

    private ClientLookup read(String url, String body, Duration freshFor) {
        ClientMetadata metadata;
        try {
            metadata = ReadClientDocument.read(url, body, on);
        } catch (RegistrationError e) {
            return missing(OAuthError.INVALID_CLIENT, e.refusal().description());
        }
        Instant now = on.now();
        Duration most = freshFor.compareTo(MOST) > 0 ? MOST : freshFor;
        Duration life = most.compareTo(LEAST) < 0 ? LEAST : most;
        Client client = new Client(url, metadata, null, "cimd", now, null, null);
        unused.add(tx -> {
            on.store().clients().put(tx, client);
            on.store().documents().put(tx, new ClientDocument(url, now, now.plus(life)));
            return true;
        });
        return new ClientLookup.Found(client);
    }

    private ClientLookup bad(Optional<Copy> copy, String url, Refusal why) {
        if (copy.isPresent()) {
            on.store()
                    .database()
                    .write(tx -> {
                        on.store().documents().forget(tx, url);
                        return true;
                    });
        }
        // section 5.2: MUST NOT cache error responses, nor documents which are invalid
        return new ClientLookup.Missing(why);
    }

    private static ClientLookup away(String because) {
        return missing(
                OAuthError.TEMPORARILY_UNAVAILABLE,
                "the client's document cannot be read now: " + because + "; try again later");
    }

    private static ClientLookup missing(OAuthError error, String because) {
        return new ClientLookup.Missing(error.because(because));
    }
}
