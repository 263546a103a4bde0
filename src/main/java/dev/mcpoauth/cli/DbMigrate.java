package dev.mcpoauth.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Brings the schema up to date without starting the broker.
@Command(
        name = "migrate",
        description = "Bring the database to the newest schema, as every start does.")
@Usage(
        examples = {"mcp-oauth db migrate"},
        opensStore = true)
final class DbMigrate implements Callable<Integer> {
    private final Session session;

    DbMigrate(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.withStore(store -> true);
        session.terminal().show(Map.of("schema_current", true), List.of());
        session.terminal().done("the database has the newest schema", "");
        return 0;
    }
}
