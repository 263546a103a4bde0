package dev.mcpoauth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.cli.Completions.Shell;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is generated from the commands works in a real shell and in roff.
final class GeneratedFilesTest {
    private static final String FAKE =
            """
            #!/bin/sh
            case "$*" in
              "__complete refs") printf 'github\\ngithub/octocat\\nslack\\n' ;;
              "__complete settings") printf 'listen.port\\nlisten.host\\n' ;;
            esac
            """;

    @TempDir static Path folder;
    private static CommandModel model;

    @BeforeAll
    static void model() {
        StringWriter out = new StringWriter();
        Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(out));
        GlobalOptions options = new GlobalOptions();
        model = CommandModel.of(new Session(new AppTest.Files(folder), terminal, options));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mcp-oauth to|token",
                "mcp-oauth token g|get",
                "mcp-oauth token --json g|get",
                "mcp-oauth --data-dir x token g|get",
                "mcp-oauth token get --min|--min-ttl",
                "mcp-oauth token get gi|github github/octocat",
                "mcp-oauth serve --registration o|open off",
                "mcp-oauth --output js|json jsonl",
                "mcp-oauth token --trace g|get",
                "mcp-oauth token get --quie|--quiet",
                "mcp-oauth config get listen.po|listen.port",
                "mcp-oauth provider show gi|",
            })
    void bash_completes_commands_flags_values_and_live_names(String line, String expected)
            throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path fake = bin.resolve("mcp-oauth");
        Files.writeString(fake, FAKE);
        fake.toFile().setExecutable(true);
        Path script = folder.resolve("c.bash");
        Files.writeString(script, new Completions(model).script(Shell.BASH));
        String[] words = line.split(" ", -1);
        String program =
                "PATH=%s:$PATH; . %s; COMP_WORDS=(%s); COMP_CWORD=%d; _mcp_oauth; echo \"${COMPREPLY[*]}\""
                        .formatted(bin, script, line, words.length - 1);
        Process bash = new ProcessBuilder("bash", "-c", program).redirectErrorStream(true).start();
        String found =
                new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(expected == null ? "" : expected, found);
    }

    @Test
    void a_manual_page_has_its_sections_and_no_line_that_roff_would_obey() {
        CommandModel get =
                model.all().stream()
                        .filter(each -> each.path().equals(List.of("token", "get")))
                        .findFirst()
                        .orElseThrow();
        assertEquals("mcp-oauth-token-get.1", ManPage.file(get));
        for (CommandModel each : model.all()) {
            String page = new ManPage(each, model).text();
            assertTrue(page.contains(".SH NAME\nmcp\\-oauth"), page);
            page.lines()
                    .filter(line -> line.startsWith(".") || line.startsWith("'"))
                    .forEach(line ->
                            assertTrue(
                                    line.matches("\\.(\\\\\" .*|TH .*|SH [A-Z ]+|TP|nf|fi)"),
                                    line));
        }
        String page = new ManPage(get, model).text();
        for (String section : List.of("SYNOPSIS", "OPTIONS", "EXIT STATUS", "ARGUMENTS")) {
            assertTrue(page.contains(".SH " + section + "\n"), section);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "token|g|get",
                "config get|li|listen.port",
                "serve --registration|x|open",
                "serve|--pub|--public-url",
                "token get x|y|",
            })
    void the_shell_completes_from_the_same_model(String before, String current, String expected) {
        Terminal terminal =
                new Terminal(
                        new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
        Session session = new Session(new AppTest.Files(folder), terminal, new GlobalOptions());
        List<String> words =
                new ShellCompleter(session).words(List.of(before.split(" ", -1)), current);
        assertEquals(expected != null, words.contains(String.valueOf(expected)), words.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "token list,true",
        "config set listen.port 9000,true",
        "token verify abc,false",
        "client show mcpo_at_a.b,false",
        "config set x 0123456789abcdef0123456789abcdef,false",
        "inspect https://x.example/?code=0123456789abcdef0123,false",
    })
    void the_history_of_the_shell_keeps_harmless_lines_only(String line, boolean kept) {
        assertEquals(kept, new Repl.QuietHistory().harmless(line));
    }
}
