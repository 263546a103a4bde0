package dev.mcpoauth.bench;

import dev.mcpoauth.bench.Load.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Servers that do the same work in turns, a short while each: the speed of a machine changes by
/// half within minutes, and that way it is the same for all of them.
final class Turns {
    private static final int ROUNDS = 5;

    /// What the processors remember of a server is gone when its turn comes again.
    private static final Duration AGAIN = Duration.ofMillis(200);

    private Turns() {}

    /// One of the servers.
    ///
    /// @param who its name in the table
    /// @param tasks its work, for each connection
    /// @param cpu its processor time
    /// @param works whose connections these are
    record Side(String who, List<Load.Task> tasks, Load.Cpu cpu, Rows works) {}

    /// What they do.
    ///
    /// @param table where the figures go
    /// @param name the work's name there
    /// @param span how long each is warmed up and measured
    record Row(Table table, String name, Load.Span span) {}

    /// Makes one of them.
    @FunctionalInterface
    interface Making {
        Side of(int which) throws Exception;
    }

    /// A row of the table for each of them; the connections of these works end with it.
    static List<Result> row(Row row, List<Rows> works, Making making) throws Exception {
        try {
            List<Side> sides = new ArrayList<>();
            for (int i = 0; i < works.size(); i++) {
                sides.add(making.of(i));
            }
            List<Result> results = run(sides, row.span());
            for (int i = 0; i < results.size(); i++) {
                row.table()
                        .rate(row.name(), sides.get(i).who(), results.get(i), results.getFirst());
            }
            return results;
        } finally {
            for (Rows each : works) {
                each.close();
            }
        }
    }

    /// Warms each up, then measures them in turns; medians in the order of the sides.
    private static List<Result> run(List<Side> sides, Load.Span span) throws Exception {
        for (Side side : sides) {
            side.works().reopen();
            Load.run(side.tasks(), new Load.Span(span.warm(), Duration.ZERO), side.cpu());
        }
        List<List<Result>> turns = new ArrayList<>();
        sides.forEach(side -> turns.add(new ArrayList<>()));
        Load.Span turn = new Load.Span(AGAIN, span.measured().dividedBy(ROUNDS));
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < sides.size(); i++) {
                Side side = sides.get(i);
                side.works().reopen();
                turns.get(i).add(Load.run(side.tasks(), turn, side.cpu()));
            }
        }
        return turns.stream().map(Result::median).toList();
    }
}
