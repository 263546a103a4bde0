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
import java.util.TreeMap;

/// Whether the programs that a found `mcp-oauth.json` names may be run.
///
/// A settings file in the current folder may have come with somebody else's code: its providers'
/// source, its key command and its MCP servers' programs are run only after a yes, which is
/// remembered by a hash of where the file is, what it names and what that holds. A file that was
/// named with `--config` or `MCP_OAUTH_CONFIG` needs none.
///
/// @param file the settings file
/// @param memory where the answers are
record ProjectTrust(Path file, Path memory) {
    private static final String CODE = "source";
    private static final String JAR = "jar";

    /// The file that these settings are read from by being found; throws [SettingsProblem].
    static ProjectTrust of(SettingsReader reader, Overrides overrides) {
        List<Path> files = reader.files(new Overrides(null, overrides.dataDir(), Map.of()));
        return of(reader, files.getLast(), overrides);
    }

    /// The same for a file in another folder.
    static ProjectTrust of(SettingsReader reader, Path file, Overrides overrides) {
        List<Path> files = reader.files(new Overrides(null, overrides.dataDir(), Map.of()));
        Path memory = files.get(files.size() - 2).resolveSibling("trusted");
        return new ProjectTrust(file.toAbsolutePath().normalize(), memory);
    }

    /// What would be run, by the name of its setting, sorted; none for a file that is not there.
    Map<String, String> programs() {
        Map<String, String> all = new TreeMap<>();
        if (!Files.isRegularFile(file)) {
            return all;
        }
        Map<String, Object> settings = settings();
        if (settings.get("key_command") != null) {
            all.put("key_command", String.valueOf(settings.get("key_command")));
        }
        collect(all, settings, "providers", List.of(CODE, JAR));
        collect(all, settings, "resources", List.of("command"));
        return all;
    }

    private Map<String, Object> settings() {
        try {
            return Json.objectWithComments(Files.readString(file));
        } catch (IOException e) {
            throw new SettingsProblem("cannot read " + file);
        } catch (JsonProblem e) {
            throw new SettingsProblem(file + ": " + e.getMessage());
        }
    }

    private static void collect(
            Map<String, String> all, Map<String, Object> settings, String of, List<String> names) {
        if (!(settings.get(of) instanceof Map<?, ?> members)) {
            return;
        }
        members.forEach((member, value) -> {
            for (String name : names) {
                Object program = value instanceof Map<?, ?> map ? map.get(name) : null;
                if (program != null) {
                    all.put(of + "." + member + "." + name, String.valueOf(program));
                }
            }
        });
    }

    /// Whether nothing would be run, or the user said yes to exactly this.
    boolean given() {
        Map<String, String> programs = programs();
        return programs.isEmpty() || remembered().contains(line(programs));
    }

    /// Remembers a yes to exactly what the file names now, and forgets an older one.
    void give() {
        Map<String, String> programs = programs();
        List<String> lines = others();
        if (!programs.isEmpty()) {
            lines.add(line(programs));
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

    private String line(Map<String, String> programs) {
        StringBuilder all = new StringBuilder(file.toString());
        programs.forEach((name, program) -> {
            all.append('\n').append(name).append('=').append(program);
            if (name.endsWith("." + CODE) || name.endsWith("." + JAR)) {
                all.append('\n').append(hash(file.resolveSibling(program)));
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
