package dev.mcpoauth.gateway;

import dev.mcpoauth.config.StdioSettings;
import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.ServiceToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// A running program that speaks MCP over its standard streams: one message a line.
///
/// It gets a short list of our variables and those that tell it about the user; never our own
/// settings, which may hold the key of the database.
final class ChildProcess {
    private static final System.Logger LOG = System.getLogger(ChildProcess.class.getName());
    private static final List<String> INHERITED =
            List.of(
                    "PATH",
                    "HOME",
                    "USER",
                    "LOGNAME",
                    "SHELL",
                    "LANG",
                    "LC_ALL",
                    "LC_CTYPE",
                    "TERM",
                    "TMPDIR",
                    "TZ",
                    "SYSTEMROOT",
                    "APPDATA",
                    "LOCALAPPDATA",
                    "USERPROFILE",
                    "TEMP");
    private static final Pattern SECRETS =
            Pattern.compile(
                    "(?i)((?:bearer|token|secret|password|api.?key)[\"']?[\\s=:]++[\"']?)"
                            + "[^\\s\"']{8,}");
    private static final int LONGEST_LOG_LINE = 1000;
    private static final long PATIENCE_SECONDS = 2;

    private final Process process;
    private final String name;
    private final String hidden;
    private final ReentrantLock writing = new ReentrantLock();

    private ChildProcess(Process process, String name, String hidden) {
        this.process = process;
        this.name = name;
        this.hidden = hidden;
    }

    /// Starts it; throws when the program cannot be run.
    static ChildProcess start(String name, StdioSettings settings, Caller caller)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(settings.command());
        Map<String, String> env = builder.environment();
        Map<String, String> ours = new HashMap<>(env);
        env.clear();
        INHERITED.forEach(each -> copy(ours, env, each));
        settings.inherit().forEach(each -> copy(ours, env, each));
        ServiceToken service = caller.service();
        String token = service == null ? "" : service.accessToken();
        about(caller, env);
        settings.env()
                .forEach((key, value) -> env.put(key, value.replace("${service_token}", token)));
        try {
            ChildProcess child = new ChildProcess(builder.start(), name, token);
            Thread.ofVirtual().start(child::log);
            return child;
        } catch (IllegalArgumentException e) {
            throw new IOException("a variable of the program is malformed", e);
        }
    }

    private static void copy(Map<String, String> from, Map<String, String> to, String variable) {
        String value = from.get(variable);
        if (value != null) {
            to.put(variable, value);
        }
    }

    private static void about(Caller caller, Map<String, String> env) {
        AccessTokenInfo token = caller.token();
        if (token != null) {
            env.put("MCP_OAUTH_USER_ID", token.userId());
            env.put("MCP_OAUTH_USER", token.user());
            env.put("MCP_OAUTH_PROVIDER", token.provider());
            env.put("MCP_OAUTH_CLIENT_ID", token.clientId());
            env.put("MCP_OAUTH_SCOPES", token.scope().toString());
        }
        ServiceToken service = caller.service();
        if (service != null) {
            env.put("MCP_OAUTH_SERVICE_TOKEN", service.accessToken());
        }
    }

    /// Sends a message; line ends inside are blanks in JSON.
    void send(byte[] message) throws IOException {
        byte[] line = new byte[message.length + 1];
        for (int i = 0; i < message.length; i++) {
            boolean end = message[i] == '\n' || message[i] == '\r';
            line[i] = end ? (byte) ' ' : message[i];
        }
        line[message.length] = '\n';
        writing.lock();
        try {
            OutputStream to = process.getOutputStream();
            to.write(line);
            to.flush();
        } finally {
            writing.unlock();
        }
    }

    /// Hands every line of its output on, and returns its exit code when it has ended.
    int read(Consumer<String> line) throws InterruptedException {
        lines(process.getInputStream(), line);
        return process.waitFor();
    }

    private void log() {
        lines(
                process.getErrorStream(),
                line -> LOG.log(System.Logger.Level.WARNING, "{0}: {1}", name, redacted(line)));
    }

    private String redacted(String line) {
        String safe = hidden.isEmpty() ? line : line.replace(hidden, "[hidden]");
        safe = SECRETS.matcher(safe).replaceAll("$1[hidden]");
        // a line of the program must not look like several of ours
        safe = safe.replaceAll("\\p{Cntrl}", " ");
        return safe.length() > LONGEST_LOG_LINE ? safe.substring(0, LONGEST_LOG_LINE) : safe;
    }

    private static void lines(InputStream from, Consumer<String> to) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            reader.lines().forEach(to);
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a stream of a program ended", e);
        }
    }

    /// Lets it end by itself, then ends it and whatever it started.
    void stop() {
        List<ProcessHandle> all = process.toHandle().descendants().toList();
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the program was gone", e);
        }
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroy();
            }
            all.forEach(ProcessHandle::destroy);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            all.forEach(ProcessHandle::destroyForcibly);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }
}
