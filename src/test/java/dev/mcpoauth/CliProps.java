package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpoauth.store.Backend;
import dev.mcpoauth.testkit.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The lines of a [CliScript] that arrange the world around its commands.
///
/// | line | meaning |
/// |---|---|
/// | `env NAME=VALUE` | for all commands that follow |
/// | `provider NAME`, `account PROVIDER USER`, `listen`, `broker`, `browser USER` | see [CliWorld] |
/// | `service calls PATH N` | so often was the pretend service asked |
/// | `service fault PATH STATUS`, `service refuses PATH ERROR`, `service withdraw` | its moods |
/// | `clock DURATION` | moves the clock |
/// | `newer FILE` | a newer program has written this database; again: it has not |
/// | `hold FILE` | another process keeps this database for itself until `let go` |
/// | `hold FILE to write` | it writes, and does not end |
/// | `sql FILE STATEMENT` | changes a database behind our back |
/// | `postgres NAME` | `{{NAME}}` is the URL of an empty PostgreSQL database |
/// | `postgres NAME as USER` | the same with a user whom the server does not know |
/// | `write FILE TEXT`, `rm FILE` | as a person does; `\n` in the text is a line end |
/// | `edit FILE REGEX => TEXT` | replaces what is found |
/// | `post PATH FORM` | sends a form to the broker, whatever it answers |
/// | `kill FILE` | kills the process whose number is in the file |
final class CliProps {
    private static final int NEWER = 900;

    private final CliWorld world;
    private final Map<String, String> names;
    private @Nullable Connection held;

    CliProps(CliWorld world, Map<String, String> names) {
        this.world = world;
        this.names = names;
        names.put("port", String.valueOf(URI.create(world.issuer()).getPort()));
    }

    void arrange(String verb, String rest) throws IOException, SQLException {
        String[] halves = (rest + " ").split(" ", 2);
        String more = halves[1].strip();
        switch (verb) {
            case "env" -> world.env().put(rest.split("=", 2)[0], rest.split("=", 2)[1]);
            case "provider" -> provider(rest);
            case "account" -> world.account(halves[0], more);
            case "broker" -> world.broker();
            case "listen" -> world.configure();
            case "browser" -> world.browser(rest);
            case "service" -> service(rest.split(" ", -1));
            case "clock" -> world.forward(rest);
            case "newer" -> newer(file(rest));
            case "hold" -> hold(halves[0], more.equals("to write"));
            case "sql" -> sql(file(halves[0]), more);
            case "postgres" -> postgres(halves[0], more);
            case "write" -> Files.writeString(file(halves[0]), more.replace("\\n", "\n"));
            case "edit" -> edit(file(halves[0]), more.split(" => ", 2));
            case "rm" -> Files.delete(file(rest));
            case "post" -> post(world.issuer() + halves[0], more);
            case "kill" ->
                    ProcessHandle.of(Long.parseLong(Files.readString(file(rest)).strip()))
                            .ifPresent(ProcessHandle::destroyForcibly);
            default -> throw new AssertionError("unknown line");
        }
    }

    private void postgres(String name, String user) {
        String url = Backend.POSTGRESQL.database(world.folder());
        String as = user.replaceFirst("as ", "user=");
        names.put(name, user.isEmpty() ? url : url.replaceFirst("user=\\w+", as));
    }

    /// Keeps a database from all others, or only from those who want to write.
    void hold(String name, boolean writing) throws SQLException {
        Connection holder = open(file(name));
        held = holder;
        try (Statement statement = holder.createStatement()) {
            if (!writing) {
                statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            }
            statement.execute("BEGIN EXCLUSIVE");
        }
    }

    void letGo() throws SQLException {
        Connection holder = held;
        if (holder != null) {
            holder.close();
        }
    }

    private Path file(String name) {
        return world.folder().resolve(name);
    }

    private static void post(String url, String form) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            client.send(request, HttpResponse.BodyHandlers.discarding());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void edit(Path file, String... change) throws IOException {
        Files.writeString(file, Files.readString(file).replaceAll(change[0], change[1]));
    }

    private void provider(String name) throws IOException {
        world.provider(name);
        names.put("service", world.service().baseUrl());
    }

    private static void newer(Path database) throws SQLException {
        try (Connection connection = open(database);
                Statement statement = connection.createStatement()) {
            int version = statement.executeQuery("PRAGMA user_version").getInt(1);
            int other = version > NEWER ? version - NEWER : version + NEWER;
            statement.execute("PRAGMA user_version = " + other);
        }
    }

    private static void sql(Path database, String text) throws SQLException {
        try (Connection connection = open(database);
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private static Connection open(Path database) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + database + "?busy_timeout=10000");
    }

    private void service(String... words) {
        switch (words[0]) {
            case "calls" ->
                    assertEquals(
                            Long.parseLong(words[2]),
                            world.service().calls(words[1]),
                            "calls of " + words[1]);
            case "fault" ->
                    world.service().next(words[1], Fault.status(Integer.parseInt(words[2])));
            case "refuses" -> world.service().next(words[1], Fault.oauth(400, words[2]));
            case "withdraw" -> world.service().withdraw();
            default -> throw new AssertionError("unknown: service " + words[0]);
        }
    }
}
