package dev.mcpoauth.cli;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Store;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Logs accounts out: their tokens end at the services, and everything of them is removed here.
@Command(
        name = "logout",
        description = {
            "Log out: end the tokens at the service, and remove the account here.",
            "",
            "MCP clients that logged in with it must log in again."
        })
@Usage(
        examples = {"mcp-oauth logout github", "mcp-oauth logout --all --yes"},
        exits = {ExitCode.LOGIN_REQUIRED, ExitCode.NOT_FOUND, ExitCode.DENIED},
        opensStore = true)
final class LogoutCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "PROVIDER[/ACCOUNT]",
            arity = "0..1",
            description = "Which account; may be left out when only one is logged in.")
    String ref = "";

    @Option(names = "--account", paramLabel = "NAME", description = "The account at the service.")
    String account = "";

    @Option(names = "--all", description = "Every account, or every account of PROVIDER.")
    boolean all;

    @Option(names = "--local-only", description = "Do not tell the service.")
    boolean localOnly;

    LogoutCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings(Map.of());
        try (Store store = session.product().store(settings)) {
            List<Account> chosen = chosen(store);
            if (chosen.size() > 1) {
                session.terminal()
                        .confirm(
                                "Log out "
                                        + String.join(
                                                ", ", chosen.stream().map(Refs::name).toList())
                                        + "?");
            }
            Ending ending = new Ending(session, settings, store);
            Table table = new Table("accounts", "ref", "service");
            for (Account each : chosen) {
                String service = ending.end(each, localOnly, true);
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("ref", Refs.name(each));
                fields.put("service", service);
                table.row(fields, Refs.name(each), service);
            }
            session.terminal().rows(table);
        }
        return 0;
    }

    private List<Account> chosen(Store store) {
        List<Account> known = store.database().read(store.accounts()::list);
        if (all) {
            return known.stream().filter(a -> ref.isEmpty() || a.provider().equals(ref)).toList();
        }
        if (!ref.isEmpty()) {
            if (Ref.parse(ref, account) instanceof Ref.OfAccount wanted) {
                return List.of(new Refs(store).account(wanted));
            }
            throw new CliError(
                    ExitCode.USAGE,
                    "name an account, not " + ref,
                    "mcp-oauth token revoke " + NextSteps.quoted(ref));
        }
        return switch (known.size()) {
            case 0 ->
                    throw new CliError(
                            ExitCode.NOT_FOUND, "no account is logged in", "mcp-oauth token list");
            case 1 -> known;
            default ->
                    throw new CliError(
                            ExitCode.USAGE,
                            "several accounts: name one, or say --all",
                            "mcp-oauth token list");
        };
    }
}
