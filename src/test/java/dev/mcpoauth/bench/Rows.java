package dev.mcpoauth.bench;

import dev.mcpoauth.bench.Flow.Client;
import dev.mcpoauth.bench.Flow.Tokens;
import dev.mcpoauth.bench.Load.Result;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The kinds of work that are asked of an authorization server, each on every connection.
final class Rows implements Closeable {
    /// The rows by name, in the order of the table.
    static final List<String> NAMES =
            List.of("nothing", "metadata", "register", "introspect", "refresh", "return", "flow");

    private final Server server;
    private final Load.Span span;
    private final List<Connected> open = new ArrayList<>();

    Rows(Server server, Load.Span span) {
        this.server = server;
        this.span = span;
    }

    Result run(String row, int connections) throws Exception {
        try {
            return Load.run(Load.made(connections, tasks(row)), span, server::cpuMicros);
        } finally {
            close();
        }
    }

    /// The same work for a comparison; whoever asks for it closes its connections afterwards.
    Turns.Side side(String row, int connections) throws Exception {
        return side(server.name(), tasks(row), connections);
    }

    Turns.Side side(String who, Load.Tasks tasks, int connections) throws Exception {
        return new Turns.Side(who, Load.made(connections, tasks), server::cpuMicros, this);
    }

    private Load.Tasks tasks(String row) throws IOException {
        return switch (row) {
            case "nothing" -> i -> get(server.path("/healthz"));
            case "metadata" -> i -> get("/.well-known/oauth-authorization-server");
            case "register" -> i -> register();
            case "introspect" -> introspect();
            case "refresh" -> refresh();
            case "return" -> comeBack();
            case "flow" -> flow();
            default -> throw new IllegalArgumentException("no row " + row);
        };
    }

    private Load.Task get(String path) throws IOException {
        Wire wire = keep(new Wire(server.port()));
        return new Exchange(
                wire, () -> wire.ask("GET " + path, "", ""), () -> wire.answer().must(200));
    }

    private Load.Task register() throws IOException {
        Wire wire = keep(new Wire(server.port()));
        return new Exchange(
                wire, () -> Flow.askRegister(server, wire), () -> Flow.registered(wire));
    }

    private Client client(String method) throws IOException {
        try (Wire wire = new Wire(server.port())) {
            return Flow.register(server, wire, method);
        }
    }

    private Load.Tasks introspect() throws IOException {
        Tokens tokens;
        Client asking = client("client_secret_post");
        // a client sees its own tokens
        try (Flow flow = new Flow(server, asking)) {
            tokens = flow.login();
        }
        return i -> {
            Wire wire = keep(new Wire(server.port()));
            return new Exchange(
                    wire,
                    () -> Flow.askIntrospect(server, wire, asking, tokens.access()),
                    () -> Flow.introspected(wire));
        };
    }

    private Load.Tasks refresh() throws IOException {
        Client client = client("none");
        return i -> {
            Flow flow = keep(new Flow(server, client));
            Tokens[] newest = {flow.login()};
            return new Exchange(
                    flow.wire(),
                    () -> flow.askRefresh(newest[0].refresh()),
                    () -> newest[0] = flow.tokens());
        };
    }

    private Load.Tasks flow() throws IOException {
        Client client = client("none");
        return i -> {
            Flow flow = keep(new Flow(server, client));
            return flow::login;
        };
    }

    private Load.Tasks comeBack() throws IOException {
        Client client;
        try (Wire wire = new Wire(server.port())) {
            client = Flow.registerSite(server, wire);
        }
        return i -> {
            Flow flow = keep(new Flow(server, client));
            flow.login();
            return flow::comeBack;
        };
    }

    /// Closes it after the run.
    <T extends Connected> T keep(T closeable) {
        synchronized (open) {
            open.add(closeable);
        }
        return closeable;
    }

    /// The same with other connections: servers end those on which nobody asks for a while.
    void reopen() throws IOException {
        for (Connected each : open) {
            each.reopen();
        }
    }

    /// Ends the connections of the last row.
    @Override
    public void close() throws IOException {
        for (Connected each : open) {
            each.close();
        }
        open.clear();
    }
}
