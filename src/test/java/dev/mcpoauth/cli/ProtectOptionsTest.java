package dev.mcpoauth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// What `--protect` and `--protect-stdio` become.
final class ProtectOptionsTest {
    @Test
    void servers_and_programs_become_resources_with_their_names() {
        assertEquals(
                Map.of(
                        "resources.mcp.upstream", "http://localhost:9000/mcp?a=b",
                        "resources.mail.upstream", "https://mail.example/mcp",
                        "resources.files.command", "npx -y server '/my files'"),
                values(
                        "--protect",
                        "http://localhost:9000/mcp?a=b",
                        "--protect=mail=https://mail.example/mcp",
                        "--protect-stdio",
                        "files=npx -y server '/my files'"));
    }

    @Test
    void two_servers_of_one_name_are_a_mistake_that_names_it() {
        CliError error =
                assertThrows(
                        CliError.class,
                        () -> values("--protect", "http://a/", "--protect", "http://b/"));
        assertEquals("two servers are called 'mcp'", error.sentence());
    }

    private static Map<String, Object> values(String... args) {
        ProtectOptions protect = new ProtectOptions();
        CommandSpec spec = CommandSpec.create();
        protect.on(Flags.of(spec));
        new CommandLine(spec).parseArgs(args);
        return protect.values();
    }
}
