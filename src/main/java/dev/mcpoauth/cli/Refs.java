package dev.mcpoauth.cli;

import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Grant;
import dev.mcpoauth.store.Store;
import java.util.List;

/// Finds what a [Ref] names.
final class Refs {
    private final Store store;

    Refs(Store store) {
        this.store = store;
    }

    /// The one account that is meant.
    Account account(Ref.OfAccount ref) {
        List<Account> atProvider =
                store.database().read(tx -> store.accounts().at(tx, ref.provider()));
        if (atProvider.isEmpty()) {
            throw new CliError(
                            ExitCode.LOGIN_REQUIRED,
                            ref.provider() + ": no account is logged in",
                            "mcp-oauth login " + NextSteps.quoted(ref.provider()))
                    .with("provider", ref.provider());
        }
        if (!ref.account().isEmpty()) {
            return store.database()
                    .read(tx -> store.accounts().find(tx, ref.provider(), ref.account()))
                    .orElseThrow(() -> unknown(ref, atProvider));
        }
        if (atProvider.size() > 1) {
            throw new CliError(
                    ExitCode.USAGE,
                    ref + ": several accounts, name one of " + names(atProvider),
                    "mcp-oauth token list");
        }
        return atProvider.getFirst();
    }

    private static CliError unknown(Ref.OfAccount ref, List<Account> known) {
        return new CliError(
                        ExitCode.NOT_FOUND,
                        ref + ": no such account; there is " + names(known),
                        "mcp-oauth login "
                                + NextSteps.quoted(ref.provider())
                                + NextSteps.option("--account", ref.account()))
                .with("provider", ref.provider());
    }

    private static String names(List<Account> accounts) {
        return String.join(", ", accounts.stream().map(Refs::name).toList());
    }

    /// The grant that is meant.
    Grant grant(Ref.OfGrant ref) {
        return store.database()
                .read(tx -> store.grants().find(tx, ref.id()))
                .orElseThrow(() ->
                        new CliError(
                                ExitCode.NOT_FOUND,
                                ref + ": no such token",
                                "mcp-oauth token list"));
    }

    /// What an account is called on the command line.
    static String name(Account account) {
        return account.provider() + "/" + account.user().label();
    }

    /// The same as it is typed there.
    static String typed(Account account) {
        return NextSteps.quoted(name(account));
    }

    /// What a grant is called on the command line.
    static String name(Grant grant) {
        return new Ref.OfGrant(grant.id()).toString();
    }
}
