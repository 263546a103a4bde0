package dev.mcpoauth.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The servers of a run, all up at the same time: each row is asked of all of them in turns.
final class Comparison implements AutoCloseable {
    private static final int STARTS = 7;

    private final Table table;
    private final List<Server> servers = new ArrayList<>();

    /// Something to start and measure.
    @FunctionalInterface
    interface Subject {
        Server start() throws IOException;
    }

    Comparison(Table table) {
        this.table = table;
    }

    /// Starts each of them several times, also in turns, and leaves them running.
    void start(List<Subject> subjects) throws IOException {
        double[][] ready = new double[subjects.size()][STARTS];
        for (int start = 0; start < STARTS; start++) {
            for (int i = 0; i < subjects.size(); i++) {
                try (Server server = subjects.get(i).start()) {
                    ready[i][start] = server.readyMs();
                }
            }
        }
        for (int i = 0; i < subjects.size(); i++) {
            Server server = subjects.get(i).start();
            servers.add(server);
            table.plain(
                    "ready, median of " + STARTS, server.name(), Samples.median(ready[i]), "ms");
            table.plain("idle RSS", server.name(), server.residentMb(), "MB");
        }
    }

    /// The same work of all of them.
    void row(String row, int connections, Load.Span span) throws Exception {
        List<Rows> works = servers.stream().map(server -> new Rows(server, span)).toList();
        Turns.row(new Turns.Row(table, row, span), works, i -> works.get(i).side(row, connections));
    }

    /// How much memory they have after all that.
    void memory() throws IOException {
        for (Server server : servers) {
            table.plain("RSS after load", server.name(), server.residentMb(), "MB");
        }
    }

    @Override
    public void close() {
        servers.forEach(Server::close);
    }
}
