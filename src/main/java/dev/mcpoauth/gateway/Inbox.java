package dev.mcpoauth.gateway;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Messages of a program for one HTTP exchange.
final class Inbox {
    /// What lies in it.
    sealed interface Mail {}

    /// A message of the program's own.
    record Note(String json) implements Mail {}

    /// The answer: the last thing that comes.
    record Answer(String json) implements Mail {}

    /// Nothing more will come.
    record End() implements Mail {}

    private final BlockingQueue<Mail> mails = new LinkedBlockingQueue<>();
    private final @Nullable JsonNode id;
    private final @Nullable JsonNode progressToken;

    /// For the answer to a request, or, with null, for a stream that answers none.
    Inbox(@Nullable RpcMessage request) {
        this.id = request == null ? null : request.id();
        this.progressToken =
                request == null ? null : request.params().path("_meta").get("progressToken");
    }

    @Nullable JsonNode id() {
        return id;
    }

    boolean hasToken(JsonNode token) {
        return progressToken != null && progressToken.equals(token);
    }

    void add(Mail mail) {
        mails.add(mail);
    }

    /// The next mail, or empty when none came in time.
    Optional<Mail> next(Duration patience) throws InterruptedException {
        return Optional.ofNullable(mails.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }
}
