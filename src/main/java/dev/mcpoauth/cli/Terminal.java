package dev.mcpoauth.cli;

import dev.mcpoauth.json.Json;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/// Where commands write: data to one stream, talk to the other.
///
/// @param out data, for the next program
/// @param err talk, for people
public record Terminal(PrintWriter out, PrintWriter err) {
    /// Writes one line of data.
    public void data(String line) {
        out.println(line);
        out.flush();
    }

    /// Writes a value as JSON data.
    public void json(Object value) {
        data(Json.write(value));
    }

    /// Says one line to the person.
    public void say(String line) {
        err.println(line);
        err.flush();
    }

    /// Reports an error, as one JSON line or in words with the command that helps.
    public void error(CliError error, boolean json) {
        if (json) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("code", error.exit().code());
            body.put("exit", error.exit().number());
            body.put("message", error.sentence());
            error.hint().ifPresent(hint -> body.put("hint", hint));
            say(Json.write(Map.of("error", body)));
            return;
        }
        say("error: " + error.sentence());
        error.hint().ifPresent(hint -> say("  run: " + hint));
    }
}
