package dev.mcpoauth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which program opens an address where: pretend programs write down what they were given.
final class BrowserOpenerTest {
    private static final String ADDRESS = "http://127.0.0.1:8787/login/x?a=1&b='$(id)';%20c";

    @TempDir Path folder;
    private final Map<String, String> env = new LinkedHashMap<>();

    @BeforeEach
    void path() {
        env.put("PATH", folder + ":/nowhere");
    }

    @Test
    void a_list_of_programs_is_tried_in_its_order_and_the_address_is_one_argument()
            throws Exception {
        program("first", 1);
        program("second", 0);
        program("third", 0);
        env.put("BROWSER", "missing:first:second --new %s --end:third");
        assertTrue(open("Linux"));
        assertEquals(List.of(ADDRESS), given("first"));
        assertEquals(List.of("--new", ADDRESS, "--end"), given("second"));
        assertFalse(Files.exists(folder.resolve("third.given")));
    }

    @Test
    void our_own_variable_is_stronger_and_an_option_is_strongest() throws Exception {
        program("ours", 0);
        program("theirs", 0);
        program("named", 0);
        env.put("MCP_OAUTH_BROWSER", "ours");
        env.put("BROWSER", "theirs");
        assertTrue(open("Linux"));
        assertEquals(List.of(ADDRESS), given("ours"));
        assertTrue(new BrowserOpener(env, "Linux").open(ADDRESS, folder + "/named -x"));
        assertEquals(List.of("-x", ADDRESS), given("named"));
        assertFalse(Files.exists(folder.resolve("theirs.given")));
        env.put("MCP_OAUTH_BROWSER", "none");
        assertFalse(open("Linux"));
    }

    @Test
    void wsl_opens_the_browser_of_windows() throws Exception {
        env.put("WSL_DISTRO_NAME", "Debian");
        program("rundll32.exe", 0);
        assertTrue(open("Linux"));
        assertEquals(List.of("url.dll,FileProtocolHandler", ADDRESS), given("rundll32.exe"));
        program("wslview", 0);
        assertTrue(open("Linux"));
        assertEquals(List.of(ADDRESS), given("wslview"));
    }

    @Test
    void macos_has_open_and_needs_no_display() throws Exception {
        program("open", 0);
        program("xdg-open", 0);
        assertTrue(open("Mac OS X"));
        assertEquals(List.of(ADDRESS), given("open"));
        assertFalse(Files.exists(folder.resolve("xdg-open.given")));
    }

    @Test
    void a_remote_terminal_of_vs_code_opens_the_browser_at_home() throws Exception {
        program("code", 0);
        program("xdg-open", 0);
        env.put("VSCODE_IPC_HOOK_CLI", "/run/user/1000/vscode-ipc.sock");
        env.put("DISPLAY", ":0");
        assertTrue(open("Linux"));
        assertEquals(List.of("--openExternal", ADDRESS), given("code"));
        assertFalse(Files.exists(folder.resolve("xdg-open.given")));
    }

    @Test
    void a_screen_has_xdg_open_and_no_screen_has_nothing() throws Exception {
        program("xdg-open", 0);
        assertFalse(open("Linux"), "nobody sees it");
        env.put("WAYLAND_DISPLAY", "wayland-0");
        assertTrue(open("Linux"));
        assertEquals(List.of(ADDRESS), given("xdg-open"));
    }

    private boolean open(String system) {
        return new BrowserOpener(env, system).open(ADDRESS, "auto");
    }

    private void program(String name, int exit) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(
                file,
                "#!/bin/sh\nfor each; do printf '%s\\n' \"$each\"; done > '"
                        + file
                        + ".given'\nexit "
                        + exit
                        + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private List<String> given(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name + ".given"));
    }
}
