package dev.mcpoauth.cli;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/// The options of a command whose start somebody waits for, told to picocli one by one.
///
/// The other commands say theirs by annotations, which read better. But Java makes classes to read
/// annotations and to set fields by reflection, and that was a third of the time until a broker is
/// ready. A form is what is typed: the names, and what the help calls the value, as `--port PORT`.
final class Flags {
    private final CommandSpec spec;
    private final ScopeType scope;

    private Flags(CommandSpec spec, ScopeType scope) {
        this.spec = spec;
        this.scope = scope;
    }

    /// Options of this command alone.
    static Flags of(CommandSpec spec) {
        return new Flags(spec, ScopeType.LOCAL);
    }

    /// Options of this command and of all below it.
    static Flags everywhere(CommandSpec spec) {
        return new Flags(spec, ScopeType.INHERIT);
    }

    /// An option without a value.
    void yes(String form, String description, Consumer<Boolean> set) {
        one(form, description, boolean.class, set);
    }

    /// An option with a text; the last one counts.
    void text(String form, String description, Consumer<String> set) {
        one(form, description, String.class, set);
    }

    /// An option with a value of this type; the last one counts.
    <V> void one(String form, String description, Class<V> type, Consumer<V> set) {
        add(option(form, description), type, set);
    }

    /// An option without a value that may repeat, to say it louder.
    void times(String form, String description, Supplier<boolean[]> get, Consumer<boolean[]> set) {
        add(option(form, description).arity("0").getter(new Getter(get)), boolean[].class, set);
    }

    /// An option with texts, each after its name.
    void many(OptionSpec.Builder option, Supplier<List<String>> get, Consumer<List<String>> set) {
        add(option.type(List.class).auxiliaryTypes(String.class).getter(new Getter(get)), set);
    }

    /// An option unlike the others.
    <V> void add(OptionSpec.Builder option, Class<V> type, Consumer<V> set) {
        add(option.type(type), set);
    }

    private void add(OptionSpec.Builder option, Consumer<?> set) {
        // what a field holds before the line is read stays: picocli would put null there
        spec.addOption(
                option.setter(new Setter<>(set)).scopeType(scope).hasInitialValue(false).build());
    }

    private static OptionSpec.Builder option(String form, String description) {
        List<String> words = List.of(form.split(" "));
        int names = (int) words.stream().filter(word -> word.startsWith("-")).count();
        OptionSpec.Builder option =
                OptionSpec.builder(words.subList(0, names).toArray(String[]::new))
                        .description(description);
        return names == words.size() ? option : option.paramLabel(words.getLast());
    }

    /// Where picocli finds the values that it has set so far.
    private record Getter(Supplier<?> from) implements IGetter {
        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // picocli's signature
        public <T> T get() {
            return (T) from.get();
        }
    }

    /// Where picocli puts a value, which it has made of the option's own type.
    private record Setter<V>(Consumer<V> into) implements ISetter {
        @Override
        @SuppressWarnings("unchecked") // see above
        public <T> T set(T value) {
            into.accept((V) value);
            return value;
        }
    }
}
