package dev.mcpoauth.cli;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.provider.DeviceAuthorization;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says what somebody can do to log in, as short as the ways allow.
final class LoginHints {
    private final Session session;
    private final String provider;

    LoginHints(Session session, String provider) {
        this.session = session;
        this.provider = provider;
    }

    /// Says it; a way that is not open is an empty text or null.
    void tell(boolean opened, String link, String paste, @Nullable DeviceAuthorization device) {
        if (session.options().structured()) {
            session.terminal().warn(Json.write(event(link, paste, device)));
            return;
        }
        Terminal terminal = session.terminal();
        if (opened) {
            terminal.warn("Opening " + link + " ... waiting (Ctrl-C to stop)");
            if (!paste.isEmpty()) {
                terminal.say("No page? Open it yourself, or paste the address you end on here.");
            }
            return;
        }
        List<String> ways = ways(link, paste, device);
        if (ways.size() == 1) {
            terminal.warn("To log in at " + provider + ": " + ways.getFirst());
            return;
        }
        terminal.warn("No browser is opened here. Do one of:");
        char letter = 'a';
        for (String way : ways) {
            terminal.warn("  " + letter + ") " + way);
            letter++;
        }
    }

    private static List<String> ways(
            String link, String paste, @Nullable DeviceAuthorization device) {
        List<String> ways = new ArrayList<>();
        if (!link.isEmpty()) {
            ways.add("open " + link);
        }
        if (!paste.isEmpty()) {
            ways.add(
                    "open on any machine: "
                            + paste
                            + "\n     and paste the address you end on here, even if that page"
                            + " does not load");
        }
        if (!link.isEmpty() && !paste.isEmpty()) {
            int port = URI.create(link).getPort();
            ways.add("ssh -L %d:127.0.0.1:%d HERE, and open the first link".formatted(port, port));
        }
        if (device != null) {
            ways.add("type the code " + device.userCode() + " at " + device.verificationUri());
        }
        return ways;
    }

    private Map<String, Object> event(
            String link, String paste, @Nullable DeviceAuthorization device) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("event", "waiting");
        event.put("provider", provider);
        if (!link.isEmpty()) {
            event.put("login_url", link);
        }
        if (!paste.isEmpty()) {
            event.put("paste_url", paste);
        }
        if (device != null) {
            event.put("user_code", device.userCode());
            event.put("verification_uri", device.verificationUri().toString());
        }
        return event;
    }
}
