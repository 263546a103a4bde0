package dev.mcpoauth.cli;

import dev.mcpoauth.cli.Product.Running;
import dev.mcpoauth.http.LocalDoor.Answer;
import dev.mcpoauth.http.LocalDoor.Answers;
import dev.mcpoauth.provider.ServiceException;
import dev.mcpoauth.store.Account;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a running broker tells the command line of the same user.
final class LocalAnswers implements Answers {
    private static final Duration USUAL_LIFE = Duration.ofSeconds(60);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int UNAVAILABLE = 503;

    private final Session session;
    private final Running running;
    private final Lifetime life;
    private final Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    LocalAnswers(Session session, Running running, Lifetime life) {
        this.session = session;
        this.running = running;
        this.life = life;
    }

    @Override
    public Answer token(String ref) {
        List<Account> found =
                running.store().database().read(running.store().accounts()::list).stream()
                        .filter(a ->
                                ref.equals(a.provider())
                                        || ref.equals(a.provider() + "/" + a.user().label()))
                        .toList();
        if (found.size() != 1) {
            return new Answer(found.isEmpty() ? NOT_FOUND : CONFLICT, "ask without the socket");
        }
        try {
            return new Answer(
                    OK,
                    running.broker()
                            .serviceTokens()
                            .fresh(found.getFirst().id(), USUAL_LIFE, false)
                            .accessToken());
        } catch (ServiceException e) {
            // the command itself finds the same and says it in its own words
            return new Answer(UNAVAILABLE, "ask without the socket");
        }
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("pid", ProcessHandle.current().pid());
        status.put("port", running.settings().port());
        status.put("issuer", running.issuer());
        status.put("started_at", started.toString());
        status.put("version", session.product().version());
        status.put("database", running.settings().database().split("\\?", 2)[0]);
        return status;
    }

    @Override
    public void stop() {
        life.stop();
    }
}
