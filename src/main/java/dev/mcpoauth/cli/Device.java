package dev.mcpoauth.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// What the streams are connected to: a person's terminal, or a file or another program.
///
/// @param in what the person or program writes to us
/// @param inTerminal whether a person types it
/// @param outTerminal whether a person reads the data
/// @param errTerminal whether a person reads the talk
/// @param env the environment
public record Device(
        BufferedReader in,
        boolean inTerminal,
        boolean outTerminal,
        boolean errTerminal,
        Map<String, String> env) {
    /// The launcher's answer to `[ -t 0 ]`, `[ -t 1 ]`, `[ -t 2 ]`: the digits that are terminals.
    private static final String PROPERTY = "mcpoauth.terminals";

    /// Streams that nobody watches, with this input.
    public static Device none(Reader in, Map<String, String> env) {
        return new Device(new BufferedReader(in), false, false, false, env);
    }

    /// The streams of this process.
    public static Device current(Map<String, String> env) {
        Reader in = new InputStreamReader(System.in, StandardCharsets.UTF_8);
        return new Device(new BufferedReader(in), terminal("0"), terminal("1"), terminal("2"), env);
    }

    /// True when a person is there to answer.
    boolean answers() {
        return inTerminal && errTerminal;
    }

    /// The text of a variable; empty when it is not set.
    String variable(String name) {
        return env.getOrDefault(name, "");
    }

    private static boolean terminal(String stream) {
        String told = System.getProperty(PROPERTY);
        if (told != null) {
            return told.contains(stream);
        }
        try {
            Path link = Path.of("/proc/self/fd", stream);
            String target = Files.isSymbolicLink(link) ? link.toRealPath().toString() : "";
            return target.startsWith("/dev/pts/")
                    || target.startsWith("/dev/tty")
                    || target.equals("/dev/console");
        } catch (IOException e) {
            // a pipe or a closed stream has no real path
            return false;
        }
    }
}
