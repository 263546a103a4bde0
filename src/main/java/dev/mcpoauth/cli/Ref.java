package dev.mcpoauth.cli;

import java.util.regex.Pattern;

/// What a command line calls a token.
sealed interface Ref {
    /// How our own tokens begin.
    String OWN = "mcp:";

    /// Digits and letters of a grant's number.
    int BASE = 36;

    /// An account's token at a service: `PROVIDER` or `PROVIDER/ACCOUNT`.
    ///
    /// @param provider the provider's name
    /// @param account login, e-mail address or subject; empty when it is the only one
    record OfAccount(String provider, String account) implements Ref {
        @Override
        public String toString() {
            return account.isEmpty() ? provider : provider + "/" + account;
        }
    }

    /// MCP tokens of a grant of ours: `mcp:ID`.
    ///
    /// @param id the grant's number
    record OfGrant(long id) implements Ref {
        @Override
        public String toString() {
            return OWN + Long.toString(id, BASE);
        }
    }

    /// Reads `PROVIDER`, `PROVIDER/ACCOUNT` or `mcp:ID`; `account` names the account as well.
    static Ref parse(String text, String account) {
        if (text.startsWith(OWN)) {
            String id = text.substring(OWN.length());
            if (!NUMBER.matcher(id).matches()) {
                throw new CliError(
                        ExitCode.USAGE,
                        text + " is not of the form mcp:ID",
                        "mcp-oauth token list");
            }
            return new OfGrant(Long.parseLong(id, BASE));
        }
        int slash = text.indexOf('/');
        if (text.isEmpty() || slash == 0) {
            throw new CliError(
                    ExitCode.USAGE,
                    "'" + text + "' is not of the form PROVIDER, PROVIDER/ACCOUNT or mcp:ID",
                    "mcp-oauth token list");
        }
        if (slash < 0) {
            return new OfAccount(text, account);
        }
        String named = text.substring(slash + 1);
        if (!account.isEmpty() && !account.equals(named)) {
            throw new CliError(
                    ExitCode.USAGE, text + " and --account " + account + " are two accounts", null);
        }
        return new OfAccount(text.substring(0, slash), named);
    }

    /// A grant's number as a text.
    Pattern NUMBER = Pattern.compile("[0-9a-z]{1,12}");
}
