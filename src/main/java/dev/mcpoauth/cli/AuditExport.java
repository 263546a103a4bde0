package dev.mcpoauth.cli;

import dev.mcpoauth.store.Audit;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Gives the audit trail to other programs.
@Command(
        name = "export",
        description = "Write the audit trail, the oldest event first, one JSON object a line.")
@Usage(
        examples = {"mcp-oauth audit export > audit.jsonl", "mcp-oauth audit export --since 24h"},
        opensStore = true)
final class AuditExport implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--since",
            paramLabel = "DURATION",
            description = "Only the newest, such as 24h.")
    @Nullable Duration since;

    AuditExport(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Instant from = since == null ? Instant.EPOCH : Instant.now().minus(since);
        session.withStore(
                store -> store.database().read(tx -> store.audit().export(tx, from, this::write)));
        return 0;
    }

    private void write(Audit.Entry entry) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("at", entry.at().toString());
        line.put("event", entry.event());
        line.put("detail", entry.detail());
        session.terminal().json(line);
    }
}
