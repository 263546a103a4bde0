package dev.mcpoauth.bench;

import dev.mcpoauth.bench.Flow.Client;
import dev.mcpoauth.oauth.SplitToken.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// The same work with more and more tokens in the store, of which each request takes any.
final class Growth {
    private static final List<Integer> SIZES = List.of(1_000, 100_000, 1_000_000);

    private final Path home;
    private final Load.Span span;

    Growth(Path home, Load.Span span) {
        this.home = home;
        this.span = span;
    }

    void measure(Table table, int connections) throws Exception {
        for (int size : SIZES) {
            Path data = Files.createTempDirectory("mcp-oauth-bench");
            Client client = client(data);
            Seeds seeds = Seeds.sow(data, size);
            String who = "%,d tokens".formatted(size);
            try (Server server = OurBroker.start(home, data)) {
                table.plain("ready", who, server.readyMs(), "ms");
                Rows rows = new Rows(server, span);
                Asked asked = new Asked(server, client, seeds, rows);
                Load.Tasks refresh = i -> new Refresh(i, connections, asked).exchange();
                table.rate("refresh", who, rows.run(refresh, connections));
                Load.Tasks introspect = i -> introspect(i, asked);
                table.rate("introspect", who, rows.run(introspect, connections));
                table.plain("RSS after load", who, server.residentMb(), "MB");
                table.plain("database", who, Seeds.megabytes(data), "MB");
            }
            new Commands(home, 5).get(table, who, data);
        }
    }

    /// One login, whose grant the seeds are copied from.
    private Client client(Path data) throws IOException {
        try (Server server = OurBroker.start(home, data);
                Wire wire = new Wire(server.port())) {
            Client client = Flow.register(server, wire, "client_secret_post");
            try (Flow flow = new Flow(server, client)) {
                flow.login();
            }
            return client;
        }
    }

    /// Who is asked by whom about what; the connections are closed after the row.
    private record Asked(Server server, Client client, Seeds seeds, Rows rows) {}

    private static Load.Task introspect(int connection, Asked asked) throws IOException {
        Random random = new Random(connection);
        Seeds seeds = asked.seeds();
        Wire wire = asked.rows().keep(new Wire(asked.server().port()));
        return new Exchange(
                wire,
                () ->
                        Flow.askIntrospect(
                                asked.server(),
                                wire,
                                asked.client(),
                                seeds.text(Kind.ACCESS, random.nextInt(seeds.size()))),
                () -> Flow.introspected(wire));
    }

    /// Refreshes any of the tokens that are this connection's, and then has its successor.
    private static final class Refresh {
        private final Flow flow;
        private final Random random;
        private final Seeds seeds;
        private final int first;
        private final int count;
        private final Map<Integer, String> newer = new HashMap<>();
        private int any;

        Refresh(int i, int of, Asked asked) throws IOException {
            this.flow = asked.rows().keep(new Flow(asked.server(), asked.client()));
            this.random = new Random(i);
            this.seeds = asked.seeds();
            this.count = seeds.size() / of;
            this.first = i * count;
        }

        Exchange exchange() {
            return new Exchange(flow.wire(), this::ask, this::take);
        }

        private void ask() throws IOException {
            any = first + random.nextInt(count);
            String known = newer.get(any);
            flow.askRefresh(known == null ? seeds.text(Kind.REFRESH, any) : known);
        }

        private void take() throws IOException {
            newer.put(any, flow.tokens().refresh());
        }
    }
}
