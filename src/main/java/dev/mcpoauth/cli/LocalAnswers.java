package dev.mcpoauth.cli;

import dev.mcpoauth.cli.Product.Running;
import dev.mcpoauth.config.KeySource;
import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsProblem;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.http.LocalDoor.Answer;
import dev.mcpoauth.http.LocalDoor.Answers;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.LastUses;
import dev.mcpoauth.store.LastUses.Kind;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.store.StoreException;
import java.nio.file.Path;
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
    private static final int CONFLICT = 409;
    private static final String ELSEWHERE = "ask without the socket";

    private final Session session;
    private final Running running;
    private final Lifetime life;
    private final Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    LocalAnswers(Session session, Running running, Lifetime life) {
        this.session = session;
        this.running = running;
        this.life = life;
    }

    /// Only what is plain is answered here; what needs a refresh or an error in words does the
    /// command, which finds the same.
    @Override
    public Answer token(String ref, Map<String, String> folders) {
        try {
            if (!folders.containsKey("PWD") || !sameStore(folders)) {
                return new Answer(CONFLICT, ELSEWHERE);
            }
            return Ref.parse(ref, "") instanceof Ref.OfAccount account
                    ? stored(new Refs(running.store()).account(account))
                    : new Answer(CONFLICT, ELSEWHERE);
        } catch (CliError | SettingsProblem | StoreException e) {
            return new Answer(CONFLICT, ELSEWHERE);
        }
    }

    private Answer stored(Account account) {
        Instant now = session.product().clock().instant();
        return account.usable(USUAL_LIFE, now) && noted(account, now)
                ? new Answer(OK, account.token().accessToken())
                : new Answer(CONFLICT, ELSEWHERE);
    }

    private boolean noted(Account account, Instant now) {
        Store store = running.store();
        Instant hour = now.minus(LastUses.QUICKEST);
        return store.database()
                .read(tx -> store.uses().since(tx, Kind.ACCOUNT, account.id(), hour));
    }

    /// Whether a command started there would have our database and key, and settings without a
    /// fault.
    private boolean sameStore(Map<String, String> folders) {
        Path folder = Path.of(folders.getOrDefault("PWD", ""));
        Settings theirs = new SettingsReader(folders, folder).read(Overrides.NONE);
        // a relative path means another file to a process that was started elsewhere
        return theirs.database().equals(running.settings().database())
                && Path.of(theirs.database()).isAbsolute()
                && theirs.key().equals(running.settings().key())
                && theirs.key() instanceof KeySource.InFile(Path file)
                && file.isAbsolute();
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("pid", ProcessHandle.current().pid());
        status.put("port", running.settings().port());
        status.put("issuer", running.issuer());
        status.put("started_at", started.toString());
        status.put("version", session.product().version());
        status.put("providers", List.copyOf(running.settings().providers().keySet()));
        status.put("database", running.settings().database().split("\\?", 2)[0]);
        return status;
    }

    @Override
    public void stop() {
        life.stop();
    }
}
