package dev.mcpoauth.gateway;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The body of a server's answer, one part at a time: the next part is asked for when the last one
/// has been passed on, so a slow client slows the server and nothing piles up here.
final class Chunks implements BodySubscriber<Chunks>, AutoCloseable {
    /// What comes next.
    sealed interface Next {}

    /// Some bytes.
    record Part(List<ByteBuffer> bytes) implements Next {}

    /// The end of the body.
    record End() implements Next {}

    /// The connection broke.
    record Broken(Throwable why) implements Next {}

    /// Nothing came in time.
    record Silence() implements Next {}

    private final BlockingQueue<Next> queue = new LinkedBlockingQueue<>();
    private volatile @Nullable Subscription source;
    private volatile boolean closed;

    /// The next part, waited for at most this long.
    Next next(Duration patience) throws InterruptedException {
        Next next = queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            return new Silence();
        }
        Subscription from = source;
        if (next instanceof Part && from != null) {
            from.request(1);
        }
        return next;
    }

    @Override
    public CompletionStage<Chunks> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        source = subscription;
        if (closed) {
            subscription.cancel();
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        queue.add(new Part(bytes));
    }

    @Override
    public void onError(Throwable why) {
        queue.add(new Broken(why));
    }

    @Override
    public void onComplete() {
        queue.add(new End());
    }

    /// Lets whoever reads find the end.
    void end() {
        queue.add(new End());
    }

    /// Ends the exchange with the server when it has not ended by itself.
    @Override
    public void close() {
        closed = true;
        Subscription from = source;
        if (from != null) {
            from.cancel();
        }
    }
}
