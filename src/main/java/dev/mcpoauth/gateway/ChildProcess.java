package dev.mcpoauth.gateway;

import dev.mcpoauth.config.StdioSettings;
import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.ServiceToken;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

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
    private static final int LONGEST_MESSAGE = 16 << 20;
    private static final long PATIENCE_SECONDS = 2;
    private static final int MOST_PAUSES = 30;

    private final Process process;
    private final String name;
    private final ChildLog log;
    private final Duration patience;
    private final ExecutorService writer = writer();
    private volatile boolean handing;

    private ChildProcess(Process process, Door door, String hidden) {
        this.process = process;
        this.name = door.resource().name();
        this.patience = door.limits().answer();
        this.log = new ChildLog(name, hidden);
    }

    /// Starts it; throws when the program cannot be run.
    static ChildProcess start(Door door, StdioSettings settings, Caller caller) throws IOException {
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
            ChildProcess child = new ChildProcess(builder.start(), door, token);
            thread(child::readComplaints).start();
            return child;
        } catch (IllegalArgumentException e) {
            throw new IOException("a variable of the program is malformed", e);
        }
    }

    /// What waits for a pipe holds its thread, and would hold a carrier of the virtual ones.
    static Thread thread(Runnable work) {
        return Thread.ofPlatform().daemon().name("mcp-program").unstarted(work);
    }

    private static ExecutorService writer() {
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(
                        1,
                        1,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        ChildProcess::thread);
        one.allowCoreThreadTimeOut(true);
        return one;
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

    /// Sends a message; line ends inside are blanks in JSON. A program that does not take it in
    /// time is ended.
    void send(byte[] message) throws IOException {
        byte[] line = new byte[message.length + 1];
        for (int i = 0; i < message.length; i++) {
            boolean end = message[i] == '\n' || message[i] == '\r';
            line[i] = end ? (byte) ' ' : message[i];
        }
        line[message.length] = '\n';
        try {
            writer.submit(() -> write(line)).get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the program was gone", e);
        } catch (TimeoutException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: the program does not read what it is sent, and is ended",
                    name);
            Thread.ofVirtual().start(this::stop);
            throw new IOException("the program does not read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped", e);
        }
    }

    private boolean write(byte[] line) throws IOException {
        OutputStream to = process.getOutputStream();
        to.write(line);
        to.flush();
        return true;
    }

    /// Hands every line of its output on, and returns its exit code when it has ended. What it has
    /// started may hold its output open for longer: that is waited for no more than a moment.
    int read(Consumer<String> line) throws InterruptedException {
        Thread reading = thread(() -> readAll(line));
        reading.start();
        int exit = process.waitFor();
        boolean read = reading.join(Duration.ofSeconds(PATIENCE_SECONDS));
        for (int i = 0; i < MOST_PAUSES && !read && handing; i++) {
            // a client takes slowly what it has said
            read = reading.join(Duration.ofSeconds(PATIENCE_SECONDS));
        }
        return exit;
    }

    private void readAll(Consumer<String> to) {
        ChildLines output = new ChildLines(process.getInputStream(), LONGEST_MESSAGE, true);
        try {
            if (lines(output, line -> hand(line, to))) {
                return;
            }
            LOG.log(
                    System.Logger.Level.ERROR,
                    "{0}: the program wrote a line longer than {1} MiB, and is ended",
                    name,
                    LONGEST_MESSAGE >> 20);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, name + ": what the program wrote broke us", e);
        }
        stop();
    }

    private void hand(String line, Consumer<String> to) {
        handing = true;
        to.accept(line);
        handing = false;
    }

    /// What it says beside its messages.
    ChildLog log() {
        return log;
    }

    private void readComplaints() {
        lines(new ChildLines(process.getErrorStream(), log.most(), false), log::say);
    }

    private static boolean lines(ChildLines lines, Consumer<String> to) {
        try {
            return lines.read(to);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a stream of a program ended", e);
            return true;
        }
    }

    /// Lets it end by itself, then ends it and whatever it started.
    ///
    /// Nothing here waits for the end of its input: it comes behind what the program may never
    /// read.
    void stop() {
        List<ProcessHandle> all = process.toHandle().descendants().toList();
        writer.execute(this::closeInput);
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

    private void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the program was gone", e);
        }
    }
}
