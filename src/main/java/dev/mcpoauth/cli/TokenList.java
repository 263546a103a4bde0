package dev.mcpoauth.cli;

import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Grant;
import dev.mcpoauth.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Lists the accounts and the MCP logins that stand on them, without the tokens.
@Command(
        name = "list",
        description = "List the accounts at services, and the MCP logins that stand on them.")
@Usage(
        examples = {"mcp-oauth token list", "mcp-oauth token list -o jsonl | jq -r .ref"},
        opensStore = true)
final class TokenList implements Callable<Integer> {
    private static final int SOME = 100;

    private final Session session;

    @Option(names = "--all", description = "Also MCP logins that have ended.")
    boolean all;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Show at most N MCP logins, the newest first (100).")
    int limit = SOME;

    TokenList(Session session) {
        this.session = session;
    }

    private record Found(List<Account> accounts, List<Grant> grants, TokenRows.Uses uses) {}

    @Override
    public Integer call() {
        if (limit < 0) {
            throw new CliError(ExitCode.USAGE, "--limit must be at least 0", null);
        }
        Instant now = session.product().clock().instant();
        Found found = session.withStore(this::find);
        TokenRows rows = new TokenRows(now, found.uses());
        Table table =
                new Table(
                        "tokens",
                        "ref",
                        "account",
                        "scopes",
                        "expires",
                        "refresh",
                        "last-used",
                        "state");
        found.accounts().forEach(a -> table.row(rows.fields(a), rows.cells(a)));
        Map<Long, Account> byId =
                found.accounts().stream()
                        .collect(Collectors.toMap(Account::id, Function.identity()));
        List<Grant> shown =
                found.grants().stream()
                        .filter(g -> byId.containsKey(g.accountId()))
                        .filter(g -> all || (g.revokedAt() == null && now.isBefore(g.expiresAt())))
                        .toList();
        for (Grant grant : shown.subList(0, Math.min(limit, shown.size()))) {
            Account on = byId.get(grant.accountId());
            if (on != null) {
                table.row(rows.fields(grant, on), rows.cells(grant, on));
            }
        }
        session.terminal().table(table);
        if (shown.size() > limit) {
            session.terminal().say("and " + (shown.size() - limit) + " more; see --limit");
        }
        return 0;
    }

    private Found find(Store store) {
        return store.database()
                .read(tx ->
                        new Found(
                                store.accounts().list(tx),
                                store.grants().list(tx),
                                TokenRows.Uses.of(store, tx)));
    }
}
