package dev.mcpoauth.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Opens an address in the browser of whoever sits here, if anybody does.
///
/// The address is one argument of a program, never a part of a line that a shell reads.
final class BrowserOpener {
    private static final long SETTLED_MILLIS = 800;

    private final Map<String, String> env;
    private final String system;

    BrowserOpener(Map<String, String> env) {
        this(env, System.getProperty("os.name", ""));
    }

    BrowserOpener(Map<String, String> env, String system) {
        this.env = env;
        this.system = system;
    }

    /// The programs to try, in this order, each with its arguments; `%s` stands for the address.
    List<List<String>> candidates(String wanted) {
        if (wanted.equals("none")) {
            return List.of();
        }
        if (!wanted.equals("auto")) {
            return List.of(words(wanted));
        }
        List<List<String>> all = new ArrayList<>();
        String own = env.getOrDefault("MCP_OAUTH_BROWSER", "");
        if (own.equals("none")) {
            return List.of();
        }
        // VS Code's remote terminals set BROWSER to a program that opens the local browser
        for (String each : (own.isEmpty() ? env.getOrDefault("BROWSER", "") : own).split(":", -1)) {
            if (!each.isBlank()) {
                all.add(words(each));
            }
        }
        if (all.isEmpty()) {
            all.addAll(usual());
        }
        return all;
    }

    private List<List<String>> usual() {
        List<List<String>> all = new ArrayList<>();
        if (env.containsKey("VSCODE_IPC_HOOK_CLI")) {
            all.add(List.of("code", "--openExternal", "%s"));
        }
        if (env.containsKey("WSL_DISTRO_NAME")) {
            all.add(List.of("wslview", "%s"));
            all.add(List.of("rundll32.exe", "url.dll,FileProtocolHandler", "%s"));
        }
        if (system.startsWith("Mac")) {
            all.add(List.of("open", "%s"));
        }
        boolean screen = env.containsKey("DISPLAY") || env.containsKey("WAYLAND_DISPLAY");
        if (screen && !system.startsWith("Mac")) {
            all.add(List.of("xdg-open", "%s"));
        }
        return all.stream().filter(each -> found(each.getFirst()).isPresent()).toList();
    }

    /// True when one of the programs took the address.
    boolean open(String address, String wanted) {
        for (List<String> candidate : candidates(wanted)) {
            if (run(command(candidate, address))) {
                return true;
            }
        }
        return false;
    }

    private List<String> command(List<String> candidate, String address) {
        List<String> command = new ArrayList<>();
        candidate.forEach(word -> command.add(word.replace("%s", address)));
        if (command.equals(candidate)) {
            command.add(address);
        }
        // found where this environment says, which need not be the one we were started with
        command.set(0, found(command.getFirst()).map(Path::toString).orElse(command.getFirst()));
        return command;
    }

    private static boolean run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            // a browser in the foreground goes on; a program that failed says so soon
            boolean ended = process.waitFor(SETTLED_MILLIS, TimeUnit.MILLISECONDS);
            return !ended || process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<String> words(String command) {
        return Arrays.stream(command.strip().split("\\s+", -1)).toList();
    }

    private Optional<Path> found(String program) {
        return Arrays.stream(env.getOrDefault("PATH", "").split(":", -1))
                .filter(folder -> !folder.isEmpty() && !program.contains("/"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
