package dev.mcpoauth.cli;

import dev.mcpoauth.broker.RegisterClient;
import dev.mcpoauth.config.Settings;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Prints the token with which a client may register while registration is not open to everybody.
@Command(
        name = "registration-token",
        description = {
            "Print the initial access token for registration.",
            "It is asked for when the setting 'registration' is 'token': a client sends it as",
            "'Authorization: Bearer TOKEN' to the registration endpoint."
        })
@Usage(
        examples = {"mcp-oauth client registration-token"},
        opensStore = true)
final class ClientRegistrationToken implements Callable<Integer> {
    private final Session session;

    ClientRegistrationToken(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings(Map.of());
        String token =
                session.withStore(store -> RegisterClient.initialToken(store.sealer()).value());
        if (session.options().json) {
            session.terminal()
                    .json(
                            Map.of(
                                    "initial_access_token",
                                    token,
                                    "registration",
                                    settings.registration()));
            return 0;
        }
        session.terminal().data(token);
        if (!settings.registration().equals("token")) {
            session.terminal()
                    .say(
                            "note: registration is '"
                                    + settings.registration()
                                    + "' now; the token counts when the setting is 'token'");
        }
        return 0;
    }
}
