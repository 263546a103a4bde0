package dev.mcpoauth.cli;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.cli.Product.Reach;
import dev.mcpoauth.cli.Product.Running;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.http.PortInUse;
import dev.mcpoauth.store.Store;
import java.util.List;
import java.util.Optional;

/// Where a login happens: at the broker that runs already, or at one that lives as long as the
/// login takes.
///
/// @param settings what holds there; the issuer is the broker's
/// @param broker the decisions
/// @param store the store
/// @param lasts whether a broker goes on answering when the command has ended
/// @param open what ends with the login
record LoginPlace(
        Settings settings, Broker broker, Store store, boolean lasts, List<AutoCloseable> open)
        implements AutoCloseable {
    /// The running broker's place, or a new one; without `pages` nothing has to answer.
    static LoginPlace find(Session session, Settings settings, boolean demo, boolean pages) {
        Optional<String> running = session.runningIssuer(settings);
        if (running.isEmpty() && pages) {
            return passing(session, settings, demo);
        }
        Settings there =
                running.map(issuer -> settings.at(issuer, settings.port())).orElse(settings);
        Store store = session.product().store(there);
        Reach reach = session.reach(demo);
        return new LoginPlace(
                there,
                session.product().broker(there, store, reach),
                store,
                running.isPresent(),
                List.of(store));
    }

    private static LoginPlace passing(Session session, Settings settings, boolean demo) {
        try {
            Running running = session.product().serve(settings, demo);
            return new LoginPlace(
                    running.settings(), running.broker(), running.store(), false, List.of(running));
        } catch (PortInUse e) {
            throw new CliError(
                            ExitCode.CONFLICT,
                            "port "
                                    + settings.port()
                                    + " is taken, and not by a broker of this folder; the service"
                                    + " sends the browser back there",
                            "mcp-oauth login NAME --paste")
                    .from(e);
        }
    }

    @Override
    public void close() {
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot close " + settings.issuer(), e);
            }
        }
    }
}
