package dev.mcpoauth.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Looks at what the program runs on.
final class CheckEnvironment {
    private static final String GROUP = "Environment";
    private static final List<String> OPENERS = List.of("xdg-open", "open", "wslview", "start");

    private final Session session;

    CheckEnvironment(Session session) {
        this.session = session;
    }

    List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        findings.add(
                Finding.ok(
                        GROUP,
                        "mcp-oauth %s on Java %s (%s), %s %s"
                                .formatted(
                                        session.product().version(),
                                        System.getProperty("java.version"),
                                        System.getProperty("java.vendor"),
                                        System.getProperty("os.name"),
                                        System.getProperty("os.arch"))));
        findings.add(browser());
        findings.add(cache());
        return findings;
    }

    private Finding browser() {
        for (String variable : List.of("MCP_OAUTH_BROWSER", "BROWSER")) {
            String named = session.terminal().device().variable(variable);
            if (!named.isEmpty()) {
                return Finding.ok(GROUP, "browser: " + variable + " is " + named);
            }
        }
        String path = session.terminal().device().variable("PATH");
        for (String folder : path.split(Pattern.quote(File.pathSeparator), -1)) {
            for (String opener : OPENERS) {
                if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, opener))) {
                    return Finding.ok(GROUP, "browser: opened by " + opener);
                }
            }
        }
        return Finding.warn(
                GROUP,
                "no browser is found here; logins go by link or code",
                "mcp-oauth help headless");
    }

    private static Finding cache() {
        Path self = Path.of("/proc/self/cmdline");
        try {
            boolean used =
                    Files.isReadable(self) && Files.readString(self).contains("-XX:AOTCache=");
            return Finding.ok(GROUP, "start-up cache: " + (used ? "used" : "not used"));
        } catch (IOException e) {
            return Finding.ok(GROUP, "start-up cache: unknown");
        }
    }
}
