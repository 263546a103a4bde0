package dev.mcpoauth.bench;

import dev.mcpoauth.bench.Flow.Client;
import dev.mcpoauth.oauth.SplitToken.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// The same work with more and more tokens in the store, of which each request takes any.
final class Growth {
    private static final List<Integer> SIZES = List.of(1_000, 100_000, 1_000_000);

    private static final int RUNS = 9;

    private final Path home;
    private final Load.Span span;
    private final int connections;

    Growth(Path home, Load.Span span, int connections) {
        this.home = home;
        this.span = span;
        this.connections = connections;
    }

    void measure(Table table) throws Exception {
        List<Stocked> all = new ArrayList<>();
        try {
            for (int size : SIZES) {
                Stocked stocked = stocked(size);
                all.add(stocked);
                table.plain("ready", stocked.who(), stocked.server().readyMs(), "ms");
            }
            row(table, "refresh", all, asked -> i -> new Refresh(i, connections, asked).exchange());
            row(table, "introspect", all, asked -> i -> introspect(i, asked));
            for (Stocked each : all) {
                table.plain("RSS after load", each.who(), each.server().residentMb(), "MB");
                table.plain("database", each.who(), Seeds.megabytes(each.data()), "MB");
            }
        } finally {
            all.forEach(each -> each.server().close());
        }
        double[] get = new Commands(home, RUNS).get(all.stream().map(Stocked::data).toList());
        for (int i = 0; i < get.length; i++) {
            table.plain("token get", all.get(i).who(), get[i], "ms");
        }
        table.plain("token get", "most to fewest", get[get.length - 1] / get[0], Table.TIMES);
    }

    /// A broker with so many tokens.
    private record Stocked(Path data, Client client, Seeds seeds, Server server) {
        String who() {
            return "%,d tokens".formatted(seeds.size());
        }
    }

    private Stocked stocked(int size) throws Exception {
        Path data = Files.createTempDirectory("mcp-oauth-bench");
        Client client = client(data);
        Seeds seeds = Seeds.sow(data, size);
        return new Stocked(data, client, seeds, OurBroker.start(home, data));
    }

    /// The work of one broker.
    private interface Work {
        Load.Tasks of(Asked asked);
    }

    /// All of them in turns, and what most tokens cost in processor time against the fewest.
    private void row(Table table, String row, List<Stocked> all, Work work) throws Exception {
        List<Rows> works = all.stream().map(each -> new Rows(each.server(), span)).toList();
        List<Load.Result> results =
                Turns.row(
                        new Turns.Row(table, row, span),
                        works,
                        i -> {
                            Stocked on = all.get(i);
                            Rows rows = works.get(i);
                            Asked asked = new Asked(on.server(), on.client(), on.seeds(), rows);
                            return rows.side(on.who(), work.of(asked), connections);
                        });
        double times = results.getLast().cpu() / results.getFirst().cpu();
        table.plain(row, "time, most to fewest", times, Table.TIMES);
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
