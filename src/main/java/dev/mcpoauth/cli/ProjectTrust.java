package dev.mcpoauth.cli;

import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.SettingsProblem;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import dev.mcpoauth.oauth.Secret;
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
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/// Whether the programs that a found `mcp-oauth.json` names may be run, and its addresses be used.
///
/// A settings file in the current folder may have come with somebody else's code: its providers'
/// source, its key command and its MCP servers' programs are run only after a yes, and so are other
/// addresses asked for a provider that the user set up, whose tokens would go there. The yes is
/// remembered by a hash of where the file is, what it names and what that holds. A file that was
/// named with `--config` or `MCP_OAUTH_CONFIG` needs none.
///
/// @param file the settings file
/// @param own the user's settings file
/// @param memory where the answers are
record ProjectTrust(Path file, Path own, Path memory) {
    private static final String CODE = "source";
    private static final String JAR = "jar";

    /// The file that these settings are read from by being found; throws [SettingsProblem].
    static ProjectTrust of(SettingsReader reader, Overrides overrides) {
        List<Path> files = found(reader, overrides);
        return of(files.getLast(), files);
    }

    /// The same for a file in another folder.
    static ProjectTrust of(SettingsReader reader, Path file, Overrides overrides) {
        return of(file, found(reader, overrides));
    }

    private static List<Path> found(SettingsReader reader, Overrides overrides) {
        return reader.files(new Overrides(null, overrides.dataDir(), Map.of()));
    }

    private static ProjectTrust of(Path file, List<Path> files) {
        Path own = files.get(files.size() - 2);
        return new ProjectTrust(
                file.toAbsolutePath().normalize(), own, own.resolveSibling("trusted"));
    }

    /// What needs a yes, by the name of its setting, sorted; none for a file that is not there.
    Map<String, String> concerns() {
        Map<String, String> all = new TreeMap<>();
        if (!Files.isRegularFile(file)) {
            return all;
        }
        Map<String, Object> settings = settings(file);
        if (settings.get("key_command") != null) {
            all.put("key_command", String.valueOf(settings.get("key_command")));
        }
        // OAuth 2.1 7.9: a token or a secret goes to the server that it is for, and no other
        Set<String> known = providers(own);
        collect(
                all,
                settings,
                "providers",
                (provider, name) -> isCode(name) || (known.contains(provider) && isAddress(name)));
        collect(all, settings, "resources", (resource, name) -> name.equals("command"));
        return all;
    }

    private static boolean isCode(String name) {
        return name.equals(CODE) || name.equals(JAR);
    }

    private static boolean isAddress(String name) {
        return name.endsWith("_url") || name.equals("issuer");
    }

    private static Set<String> providers(Path file) {
        boolean there = Files.isRegularFile(file);
        Object providers = there ? settings(file).get("providers") : null;
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
            BiPredicate<String, String> wanted) {
        if (!(settings.get(of) instanceof Map<?, ?> members)) {
            return;
        }
        members.forEach((member, value) -> {
            if (value instanceof Map<?, ?> map) {
                map.forEach((name, text) -> {
                    if (wanted.test(String.valueOf(member), String.valueOf(name))) {
                        all.put(of + "." + member + "." + name, String.valueOf(text));
                    }
                });
            }
        });
    }

    /// Whether nothing needs a yes, or the user said yes to exactly this.
    boolean given() {
        Map<String, String> concerns = concerns();
        return concerns.isEmpty() || remembered().contains(line(concerns));
    }

    /// Remembers a yes to exactly what the file names now, and forgets an older one.
    void give() {
        Map<String, String> concerns = concerns();
        List<String> lines = others();
        if (!concerns.isEmpty()) {
            lines.add(line(concerns));
        }
        write(lines);
    }

    /// Forgets a yes.
    void take() {
        write(others());
    }

    private List<String> remembered() {
        try {
            return Files.isRegularFile(memory) ? Files.readAllLines(memory) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> others() {
        List<String> lines = new ArrayList<>(remembered());
        lines.removeIf(line -> line.endsWith("  " + file));
        return lines;
    }

    private void write(List<String> lines) {
        try {
            ConfigFile.write(memory, String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + memory, e);
        }
    }

    private String line(Map<String, String> concerns) {
        StringBuilder all = new StringBuilder(file.toString());
        concerns.forEach((name, concern) -> {
            all.append('\n').append(name).append('=').append(concern);
            if (name.endsWith("." + CODE) || name.endsWith("." + JAR)) {
                all.append('\n').append(hash(file.resolveSibling(concern)));
            }
        });
        return HexFormat.of().formatHex(Secret.sha256(all.toString())) + "  " + file;
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
