package dev.mcpoauth.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.config.Protection.Assertion;
import dev.mcpoauth.config.Protection.TokenStyle;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a member of `resources` may say, and what it may not.
final class ResourceShapeTest {
    @Test
    void everything_that_can_be_said_is_read() {
        ResourceSettings resource =
                read(
                        """
                        {"upstream": "http://localhost:9000/mcp", "provider": "github",
                         "scopes": ["a"], "require": "b", "hide": true,
                         "tools": {"x": "public", "y": "deny", "z_*": ["c", "d"]},
                         "service_token": "bearer", "service_token_client": "me",
                         "assertion": "ES256", "forward_headers": ["X-Region"],
                         "answer_timeout": "7m", "heartbeat": "5s", "max_body": 1000}
                        """);
        Protection protection = resource.protection();
        assertEquals("http://127.0.0.1:1/files", resource.url());
        assertEquals(Scope.of("a", "b", "c", "d"), resource.scopes());
        assertEquals(List.of("me"), resource.introspectionClients());
        assertEquals(
                List.of(
                        new AccessRule("x", new AccessRule.Open()),
                        new AccessRule("y", new AccessRule.Deny()),
                        new AccessRule("z_*", new AccessRule.Needs(Scope.of("c", "d")))),
                protection.rules().tools());
        assertTrue(protection.rules().hide() && protection.rules().anyOpen());
        assertEquals(TokenStyle.BEARER, protection.serviceToken());
        assertEquals(new Assertion("ES256", null), protection.assertion());
        assertEquals(Set.of("x-region"), protection.forward());
        assertEquals(
                new Protection.Limits(Duration.ofMinutes(7), Duration.ofSeconds(5), 1000),
                protection.limits());
    }

    @Test
    void a_command_is_split_as_a_shell_would_but_nothing_is_expanded() {
        StdioSettings stdio =
                read("{\"command\": \"npx -y 'a b' \\\"c $HOME\\\" d\\\\ e *\"}")
                        .protection()
                        .stdio();
        assertEquals(
                List.of("npx", "-y", "a b", "c $HOME", "d e", "*"),
                stdio == null ? List.of() : stdio.command());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'tool': {}} | unknown setting 'resources.files.tool'",
                "{'upstream': 'http://mcp.example/mcp'} | without TLS",
                "{'upstream': 'ftp://localhost/'} | no http or https address",
                "{'upstream': 'http://user:pw@localhost/'} | no http or https address",
                "{'upstream': 'http://127.0.0.1:1/files'} | itself as upstream",
                "{'upstream': 'http://localhost/', 'command': 'x'} | both upstream and command",
                "{'command': ''} | empty command",
                "{'command': 'a \\u0022b'} | quote is not closed",
                "{'tools': {'a': 7}} | rules are scopes",
                "{'assertion': 'RS256'} | assertion",
                "{'service_token': 'yes'} | service_token",
                "{'forward_headers': ['Authorization']} | cannot forward the header 'Authorization'",
                "{'forward_headers': ['X_Forwarded_User']} | cannot forward",
                "{'forward_headers': ['x-mcp-user']} | cannot forward",
                "{'max_body': 'much'} | max_body",
                "{'max_body': 0} | max_body",
                "{'heartbeat': '0s'} | 'heartbeat' of no time",
                "{'answer_timeout': 0} | 'answer_timeout' of no time",
                "{'answer_timeout': 'long'} | is not a duration",
            })
    void mistakes_are_named(String json, String said) {
        SettingsProblem problem =
                assertThrows(SettingsProblem.class, () -> read(json.replace('\'', '"')));
        assertTrue(String.valueOf(problem.getMessage()).contains(said), problem.getMessage());
    }

    @Test
    void the_schema_types_and_describes_every_member() {
        SettingsSchema schema = new SettingsSchema();
        for (String member : ResourceShape.members()) {
            SettingsSchema.Entry entry = schema.find("resources.files." + member).orElseThrow();
            assertFalse(entry.types().isEmpty(), member);
            assertFalse(entry.description().isEmpty(), member);
        }
        assertTrue(schema.find("resources.files.other").isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'assertion': 7} | must be a string or an object",
                "{'assertion': {'file': 'x'}} | 'resources.files.assertion.file' is not a setting",
                "{'forward_headers': 'X-A'} | must be an array",
                "{'forward_headers': [7]} | must be a string",
                "{'answer_timeout': true} | must be a string or an integer",
                "{'heartbeat': []} | must be a string or an integer",
                "{'max_body': '4m'} | must be an integer",
                "{'max_body': 0} | is a number from 1 to",
                "{'service_token': 'yes'} | is one of header, bearer, off, false",
                "{'tools': {'a': 7}} | 'resources.files.tools.a' must be an array or a string",
                "{'tool': {}} | 'resources.files.tool' is not a setting",
            })
    void the_schema_refuses_what_an_editor_would_mark(String json, String said) {
        Map<String, Object> settings =
                Map.of("resources", Map.of("files", Json.object(json.replace('\'', '"'))));
        SettingsProblem problem =
                assertThrows(SettingsProblem.class, () -> new SettingsSchema().check(settings));
        assertTrue(String.valueOf(problem.getMessage()).contains(said), problem.getMessage());
    }

    @Test
    void a_name_that_is_a_path_of_the_broker_is_refused() {
        for (String name :
                List.of("token", "authorize", "service-token", "inspector", "a b", "../x")) {
            ResourceShape shape = new ResourceShape("http://127.0.0.1:1", name, Map.of());
            assertThrows(SettingsProblem.class, shape::settings, name);
        }
    }

    private static ResourceSettings read(String json) {
        return new ResourceShape("http://127.0.0.1:1", "files", Json.object(json)).settings();
    }
}
