package dev.mcpoauth.cli;

import dev.mcpoauth.cli.CommandModel.Flag;
import dev.mcpoauth.cli.CommandModel.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/// Completes a line of the shell from the same model as the scripts for other shells.
final class ShellCompleter implements Completer {
    private final Session session;
    private final CommandModel root;

    ShellCompleter(Session session) {
        this.session = session;
        this.root = CommandModel.of(session);
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        List<String> before =
                line.words().subList(0, Math.min(line.wordIndex(), line.words().size()));
        words(before, line.word()).forEach(word -> candidates.add(new Candidate(word)));
    }

    /// What can stand after these words.
    List<String> words(List<String> before, String current) {
        CommandModel at = root;
        Optional<Flag> open = Optional.empty();
        boolean argument = false;
        for (String word : before) {
            if (open.isPresent()) {
                open = Optional.empty();
            } else if (word.startsWith("-")) {
                open = flag(at, word).filter(Flag::takesValue);
            } else {
                Optional<CommandModel> next =
                        at.below().stream().filter(each -> each.name().equals(word)).findFirst();
                argument |= next.isEmpty();
                at = next.orElse(at);
            }
        }
        if (open.isPresent()) {
            return names(open.get().live(), open.get().choices());
        }
        if (current.startsWith("-")) {
            List<String> flags = new ArrayList<>();
            at.flags().forEach(flag -> flags.addAll(flag.names()));
            root.flags().forEach(flag -> flags.addAll(flag.names()));
            return flags;
        }
        if (argument) {
            return List.of();
        }
        if (!at.below().isEmpty()) {
            return at.below().stream().map(CommandModel::name).toList();
        }
        return at.parameters().stream()
                .findFirst()
                .map((Parameter each) -> names(each.live(), each.choices()))
                .orElse(List.of());
    }

    private Optional<Flag> flag(CommandModel at, String name) {
        return java.util.stream.Stream.concat(at.flags().stream(), root.flags().stream())
                .filter(flag -> flag.names().contains(name))
                .findFirst();
    }

    private List<String> names(Live live, List<String> choices) {
        return live == Live.NONE ? choices : new CompleteNames(session).of(live);
    }
}
