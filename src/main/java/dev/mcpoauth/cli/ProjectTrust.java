package dev.mcpoauth.cli;

import dev.mcpoauth.config.EditLock;
import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.SettingsProblem;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.oauth.StorePlace;
import dev.mcpoauth.oauth.StorePlace.InFile;
import dev.mcpoauth.store.KnownProviders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Whether the programs that a found `mcp-oauth.json` names may be run, and its addresses be used.
///
/// A settings file in the current folder may have come with somebody else's code: its providers'
/// source, the commands that print its key or a password and its MCP servers' programs are run only
/// after a yes, and so are other addresses asked for a provider that is known here, whose tokens
/// and secret would go there: one of the user's or the system's settings, or one that the store
/// holds something of. The yes is remembered by hashes of where the file is, what it names and what
/// that holds. A file that was named with `--config` or `MCP_OAUTH_CONFIG` needs none.
///
/// @param file the settings file
/// @param stronger the settings files that are nobody else's: the system's and the user's
/// @param database what the settings say of the store
/// @param memory where the answers are
record ProjectTrust(Path file, List<Path> stronger, String database, Memory memory) {
    private static final String PROVIDERS = "providers";
    private static final List<String> COMMANDS =
            List.of("key_command", "database_password_command");

    /// Where answers are kept.
    ///
    /// @param file their file
    /// @param locks the folder of the [EditLock]
    record Memory(Path file, Path locks) {}

    /// The file that these settings are read from by being found; throws [SettingsProblem].
    static ProjectTrust of(SettingsReader reader, Overrides overrides) {
        return of(reader, found(reader, overrides).getLast(), overrides);
    }

    /// The same for a file in another folder.
    static ProjectTrust of(SettingsReader reader, Path file, Overrides overrides) {
        List<Path> files = found(reader, overrides);
        List<Path> stronger = files.subList(0, files.size() - 1);
        return new ProjectTrust(
                file.toAbsolutePath().normalize(),
                stronger,
                reader.read(overrides).database(),
                new Memory(stronger.getLast().resolveSibling("trusted"), reader.locks(overrides)));
    }

    private static List<Path> found(SettingsReader reader, Overrides overrides) {
        return reader.files(new Overrides(null, overrides.dataDir(), Map.of()));
    }

    /// What needs a yes, by the name of its setting, sorted; none for a file that is not there.
    Map<String, String> concerns() {
        Map<String, String> all = named();
        boolean addresses = all.keySet().stream().anyMatch(ProjectTrust::isAddress);
        // OAuth 2.1 7.9: a token or a secret goes to the server that it is for, and no other
        Predicate<String> known = addresses ? known() : provider -> false;
        all.keySet().removeIf(name -> isAddress(name) && !known.test(provider(name)));
        return all;
    }

    /// All that would need a yes if every provider were known here.
    private Map<String, String> named() {
        Map<String, String> all = new TreeMap<>();
        if (!Files.isRegularFile(file)) {
            return all;
        }
        Map<String, Object> settings = settings(file);
        for (String command : COMMANDS) {
            if (settings.get(command) != null) {
                all.put(command, String.valueOf(settings.get(command)));
            }
        }
        collect(all, settings, PROVIDERS, name -> isCode(name) || isAddress(name));
        // the built-in service of that very name is what anybody expects
        all.entrySet()
                .removeIf(each ->
                        each.getKey().equals(PROVIDERS + "." + each.getValue() + ".preset"));
        collect(all, settings, "resources", "command"::equals);
        return all;
    }

    /// A server is asked by its own password only, so there every provider counts as known.
    private Predicate<String> known() {
        if (!(StorePlace.of(database) instanceof InFile(Path store))) {
            return provider -> true;
        }
        Set<String> all = new TreeSet<>(KnownProviders.in(store));
        stronger.forEach(each -> all.addAll(providers(each)));
        return all::contains;
    }

    /// Of `providers.NAME.SETTING`.
    private static String provider(String setting) {
        return setting.substring(PROVIDERS.length() + 1, setting.lastIndexOf('.'));
    }

    private static boolean isCode(String name) {
        return name.matches("(.*\\.)?(source|jar)");
    }

    /// A preset has addresses, and its own name may stand in them.
    private static boolean isAddress(String name) {
        return name.matches("(.*\\.)?(.*_url|issuer|preset)");
    }

    private static Set<String> providers(Path file) {
        boolean there = Files.isRegularFile(file);
        Object providers = there ? settings(file).get(PROVIDERS) : null;
        return providers instanceof Map<?, ?> map
                ? map.keySet().stream().map(String::valueOf).collect(Collectors.toSet())
                : Set.of();
    }

    private static Map<String, Object> settings(Path file) {
        try {
            return Json.objectWithComments(Files.readString(file));
        } catch (IOException e) {
            throw new SettingsProblem("cannot read " + file);
        } catch (JsonProblem e) {
            throw new SettingsProblem(file + ": " + e.getMessage());
        }
    }

    private static void collect(
            Map<String, String> all,
            Map<String, Object> settings,
            String of,
            Predicate<String> wanted) {
        if (!(settings.get(of) instanceof Map<?, ?> members)) {
            return;
        }
        members.forEach((member, value) -> {
            if (value instanceof Map<?, ?> map) {
                map.forEach((name, text) -> {
                    if (wanted.test(String.valueOf(name))) {
                        all.put(of + "." + member + "." + name, String.valueOf(text));
                    }
                });
            }
        });
    }

    /// Whether nothing needs a yes, or the user said yes to exactly this.
    boolean given() {
        Map<String, String> concerns = concerns();
        return concerns.isEmpty() || remembered().containsAll(lines(concerns));
    }

    /// What it names, for people, and what a yes would give away.
    String told() {
        Map<String, String> concerns = concerns();
        String what =
                file + " names programs or addresses: " + String.join(", ", concerns.values());
        Set<String> known =
                concerns.keySet().stream()
                        .filter(ProjectTrust::isAddress)
                        .map(ProjectTrust::provider)
                        .collect(Collectors.toCollection(TreeSet::new));
        return known.isEmpty()
                ? what
                : what + "; tokens and secrets of " + String.join(", ", known) + " would go there";
    }

    /// How a command ends that got no yes.
    CliError refusal() {
        boolean code = concerns().keySet().stream().allMatch(ProjectTrust::isCode);
        boolean edited = code && remembered().stream().anyMatch(this::isAbout);
        return new CliError(
                ExitCode.USAGE,
                told()
                        + (edited
                                ? "; the code has changed since you allowed it"
                                : "; they are used only after you allow it"),
                "mcp-oauth config trust");
    }

    /// Remembers a yes to exactly what the file names now, and forgets an older one. It holds for
    /// the addresses of providers that are not known yet, too: what comes to be known by this file
    /// came from these.
    void give() {
        List<String> lines = lines(named());
        if (!remembered().containsAll(lines)) {
            answer(lines);
        }
    }

    /// Forgets a yes.
    void take() {
        answer(List.of());
    }

    /// Puts these lines in the place of what was said of the file before.
    private void answer(List<String> lines) {
        try (EditLock _ = EditLock.in(memory.locks())) {
            List<String> all = others();
            all.addAll(lines);
            write(all);
        }
    }

    private List<String> remembered() {
        try {
            Path kept = memory.file();
            return Files.isRegularFile(kept) ? Files.readAllLines(kept) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> others() {
        List<String> lines = new ArrayList<>(remembered());
        lines.removeIf(this::isAbout);
        return lines;
    }

    private boolean isAbout(String line) {
        return line.endsWith("  " + file);
    }

    private void write(List<String> lines) {
        try {
            ConfigFile.write(memory.file(), String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + memory.file(), e);
        }
    }

    private List<String> lines(Map<String, String> concerns) {
        List<String> lines = new ArrayList<>();
        concerns.forEach((name, concern) -> {
            String code = isCode(name) ? "\n" + hash(file.resolveSibling(concern)) : "";
            String all = file + "\n" + name + "=" + concern + code;
            lines.add(HexFormat.of().formatHex(Secret.sha256(all)) + "  " + file);
        });
        return lines;
    }

    private static String hash(Path code) {
        try {
            String bytes = HexFormat.of().formatHex(Files.readAllBytes(code));
            return HexFormat.of().formatHex(Secret.sha256(bytes));
        } catch (IOException e) {
            // nothing that could be run; what comes there later is something else
            return "missing";
        }
    }
}
