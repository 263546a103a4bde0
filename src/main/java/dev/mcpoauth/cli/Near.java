package dev.mcpoauth.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/// Finds what somebody meant who typed a name that does not exist.
final class Near {
    private static final int MOST = 2;

    private Near() {}

    /// The error of a word that no command and no option has.
    static String sentence(UnmatchedArgumentException e) {
        String word = e.getUnmatched().getFirst();
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        boolean option = word.startsWith("-");
        String name = option ? word.split("=", 2)[0] : word;
        Set<String> names = new TreeSet<>();
        if (option) {
            spec.options().stream()
                    .filter(known -> !known.hidden())
                    .forEach(known -> names.addAll(Set.of(known.names())));
        } else {
            names.addAll(spec.subcommands().keySet());
        }
        String what =
                option
                        ? "unknown option " + name
                        : names.isEmpty() ? "unexpected argument " + name : "no command " + name;
        return what + to(name, names).map(near -> "; did you mean " + near + "?").orElse("");
    }

    /// The name that is at most two slips away.
    static Optional<String> to(String word, Collection<String> known) {
        return known.stream()
                .filter(name -> slips(word, name) <= Math.min(MOST, word.length() / 2))
                .min(Comparator.comparingInt(name -> slips(word, name)));
    }

    /// How many letters must be changed, added, left out, or swapped with their neighbour.
    private static int slips(String one, String other) {
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                boolean same = one.charAt(i - 1) == other.charAt(j - 1);
                int changed = cost[i - 1][j - 1] + (same ? 0 : 1);
                cost[i][j] = Math.min(changed, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                boolean swapped =
                        i > 1
                                && j > 1
                                && one.charAt(i - 1) == other.charAt(j - 2)
                                && one.charAt(i - 2) == other.charAt(j - 1);
                if (swapped) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[one.length()][other.length()];
    }
}
