package dev.mcpoauth.cli;

import dev.mcpoauth.store.Audit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Shows the newest events of the audit table, the oldest of them first.
@Command(name = "tail", description = "Show what happened last: consents, revocations, reuse.")
@Usage(
        examples = {"mcp-oauth audit tail", "mcp-oauth audit tail -n 100 --output jsonl"},
        opensStore = true)
final class AuditTail implements Callable<Integer> {
    private final Session session;

    @Option(names = "-n", paramLabel = "COUNT", description = "Show at most this many events (20).")
    int most = 20;

    AuditTail(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (most < 1) {
            throw new CliError(ExitCode.USAGE, "-n must be at least 1", null);
        }
        List<Audit.Entry> events =
                session.withStore(
                        store -> store.database().read(tx -> store.audit().tail(tx, most)));
        Table table = new Table("events", "at", "event", "detail");
        for (Audit.Entry event : events.reversed()) {
            table.row(shown(event), event.at().toString(), event.event(), event.detail());
        }
        session.terminal().table(table);
        return 0;
    }

    private static Map<String, Object> shown(Audit.Entry event) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("at", event.at().toString());
        row.put("event", event.event());
        row.put("detail", event.detail());
        return row;
    }
}
