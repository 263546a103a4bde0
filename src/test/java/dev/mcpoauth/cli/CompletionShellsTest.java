package dev.mcpoauth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mcpoauth.cli.Completions.Shell;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The completion scripts in the shells themselves, where they are installed: zsh completes a line
/// that is typed into a terminal, fish says what it would offer, PowerShell too.
final class CompletionShellsTest {
    /// Knows the live names.
    private static final String FAKE =
            """
            #!/bin/sh
            case "$1 $2" in
              "__complete refs") printf 'github\\ngithub/octocat\\n' ;;
              "__complete settings") printf 'listen.port\\nlisten.host\\n' ;;
            esac
            """;

    /// Types LINE and a tab into an interactive zsh in a terminal of its own, and shows what that
    /// inserted; a bell where there is nothing.
    private static final String ZSH =
            """
            zmodload zsh/zpty
            zpty z zsh -f -i
            zpty -w z "PS1='REA''DY> '; fpath=($SCRIPTS \\$fpath); autoload -Uz compinit; compinit -D -u; bindkey '^I' complete-word"
            zpty -r z screen '*READY> *'
            zpty -w -n z "$LINE"
            zpty -r z screen "*${LINE##* }*"
            zpty -w -n z $'\\t'
            zpty -r z screen "*($INSERTED|"$'\\a'")*"
            print -r -- "inserted:$screen:"
            zpty -d z
            """;

    @TempDir static Path folder;

    @BeforeAll
    static void scripts() throws IOException {
        StringWriter out = new StringWriter();
        Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(out));
        Session session = new Session(new AppTest.Files(folder), terminal, new GlobalOptions());
        Completions completions = new Completions(CommandModel.of(session));
        for (Shell each : Shell.values()) {
            Files.writeString(folder.resolve(each.file()), completions.script(each));
        }
        Path fake = Files.createDirectories(folder.resolve("bin")).resolve("mcp-oauth");
        Files.writeString(fake, FAKE);
        assertTrue(fake.toFile().setExecutable(true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mcp-oauth tok|'en '",
                "mcp-oauth token get --min|'-ttl '",
                "mcp-oauth token get github/|'octocat '",
                "mcp-oauth serve --registration to|'ken '",
            })
    void zsh_completes_what_is_typed(String typed, String inserted) throws Exception {
        assumeTrue(installed("zsh"), "zsh is not installed here; CI installs it");
        ProcessBuilder zsh = new ProcessBuilder("zsh", "-f", "-c", ZSH);
        zsh.environment().put("LINE", typed);
        zsh.environment().put("INSERTED", inserted);
        zsh.environment().put("SCRIPTS", folder.toString());
        String screen = run(zsh);
        assertTrue(screen.contains("inserted:" + inserted + ":"), screen);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mcp-oauth to|token",
                "mcp-oauth token li|list",
                "mcp-oauth token get --min|--min-ttl",
                "mcp-oauth token get git|github github/octocat",
                "mcp-oauth serve --registration to|token",
                "mcp-oauth config get listen.p|listen.port",
            })
    void fish_offers_what_can_follow(String line, String offered) throws Exception {
        assumeTrue(installed("fish"), "fish is not installed here; CI installs it");
        String script =
                "source %s; complete -C '%s'".formatted(folder.resolve(Shell.FISH.file()), line);
        ProcessBuilder fish = new ProcessBuilder("fish", "--no-config", "-c", script);
        fish.environment().put("HOME", folder.toString());
        List<String> words =
                run(fish).lines().map(each -> each.split("\t", -1)[0]).sorted().toList();
        assertEquals(List.of(offered.split(" ", -1)), words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"mcp-oauth to|token", "mcp-oauth token li|list"})
    void powershell_offers_what_can_follow(String line, String offered) throws Exception {
        assumeTrue(installed("pwsh"), "PowerShell is not in Debian");
        String script =
                ". %s; (TabExpansion2 '%s' %d).CompletionMatches.CompletionText"
                        .formatted(folder.resolve(Shell.POWERSHELL.file()), line, line.length());
        String words = run(new ProcessBuilder("pwsh", "-NoProfile", "-Command", script));
        assertEquals(offered, words.strip());
    }

    private static String run(ProcessBuilder builder) throws Exception {
        builder.redirectErrorStream(true);
        builder.environment().merge("PATH", folder.resolve("bin") + ":", (old, bin) -> bin + old);
        builder.environment().put("TERM", "dumb");
        Process process = builder.start();
        process.getOutputStream().close();
        boolean[] late = {false};
        Thread limit =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                TimeUnit.MINUTES.sleep(2);
                                late[0] = true;
                                process.descendants().forEach(ProcessHandle::destroyForcibly);
                                process.destroyForcibly();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        limit.interrupt();
        assertTrue(!late[0], "it does not answer");
        return out;
    }

    private static boolean installed(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(bin -> Files.isExecutable(Path.of(bin, program)));
    }
}
