package dev.mcpoauth.cli;

import dev.mcpoauth.store.Account;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Lists the accounts whose tokens are kept, without the tokens.
@Command(name = "list", description = "List the accounts that are logged in.")
final class TokenList implements Callable<Integer> {
    private final Session session;

    TokenList(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<Account> accounts =
                session.withStore(store -> store.database().read(store.accounts()::list));
        Table table = new Table("tokens", "ref", "state");
        for (Account account : accounts) {
            table.row(
                    shown(account),
                    account.provider() + "/" + account.user().label(),
                    account.state());
        }
        session.terminal().table(table);
        return 0;
    }

    private static Map<String, Object> shown(Account account) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("ref", account.provider() + "/" + account.user().label());
        row.put("provider", account.provider());
        row.put("account", account.user().label());
        row.put("state", account.state());
        return row;
    }
}
