package dev.mcpoauth.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedirectUriTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example/cb",
                "https://app.example:8443/cb?x=1",
                "http://127.0.0.1/cb",
                "http://127.0.0.1:4711/cb",
                "http://[::1]:4711/cb",
                "http://localhost:4711/cb",
                "cursor://anysphere.cursor-mcp/oauth/callback",
                "com.example.app:/callback",
            })
    void these_may_be_registered(String uri) {
        assertEquals(Optional.empty(), RedirectUri.problem(uri));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/cb",
                "//app.example/cb",
                "https:///cb",
                "https:app.example",
                "http://app.example/cb",
                "http://127.0.0.2/cb",
                "http://127.0.0.1.app.example/cb",
                "http://localhost.app.example/cb",
                "http://0.0.0.0/cb",
                "javascript:alert(1)",
                "JaVaScRiPt:alert(1)",
                "javascript://app.example/%0aalert(1)",
                "JaVaScRiPt://app.example/%0aalert(1)",
                "data:text/html,x",
                "DATA://app.example/x",
                "file:///etc/passwd",
                "https://app.example/cb#part",
                "https://app.example/cb#",
                "https://user@app.example/cb",
                "http://127.0.0.1:80@app.example/cb",
                "https://*.app.example/cb",
                "https://app.example/*",
                "https://app.example\\@127.0.0.1/cb",
                "https://app.example/a/../cb",
                "https://app.example/c b",
                "https://app.example/cb\r\nSet-Cookie:a=b",
                "https://app.example/cb\u0000",
                "java\tscript://app.example/cb",
                "https://\u0430pp.example/cb",
                "myapp:/cb",
            })
    void these_may_not_be_registered(String uri) {
        assertTrue(RedirectUri.problem(uri).isPresent());
    }

    @Test
    void a_uri_of_2000_characters_is_the_longest() {
        String longest = "https://app.example/" + "a".repeat(1980);
        assertTrue(RedirectUri.problem(longest).isEmpty());
        assertTrue(RedirectUri.problem(longest + "a").isPresent());
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example/cb, https://app.example/cb",
        "http://127.0.0.1/cb, http://127.0.0.1:4711/cb",
        "http://127.0.0.1:1/cb, http://127.0.0.1/cb",
        "http://127.0.0.1:1/cb?a=:1, http://127.0.0.1:4711/cb?a=:1",
        "http://[::1]:1/cb, http://[::1]:4711/cb",
        "http://[::1]/cb, http://[::1]:1/cb",
        "http://localhost:1/cb, http://localhost:4711/cb",
        "http://localhost:1, http://localhost:4711",
    })
    void these_match(String registered, String requested) {
        assertTrue(RedirectUri.matches(registered, requested));
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example/cb, https://app.example:8443/cb",
        "https://app.example/cb, https://app.example/cb/",
        "https://app.example/cb, https://app.example/cb?x=1",
        "https://app.example/cb, https://APP.example/cb",
        "https://localhost/cb, https://localhost:4711/cb",
        "http://127.0.0.1/cb, http://127.0.0.1:4711/other",
        "http://127.0.0.1/cb, http://127.0.0.1:4711/cb/",
        "http://127.0.0.1/cb, http://127.0.0.1:4711/x/../cb",
        "http://127.0.0.1/cb, http://127.0.0.1:4711/cb?x=1",
        "http://127.0.0.1/cb, http://127.0.0.1:4711/cb#x",
        "http://127.0.0.1/cb, http://127.0.0.1:4711@app.example/cb",
        "http://127.0.0.1/cb, http://user@127.0.0.1:4711/cb",
        "http://127.0.0.1/cb, https://127.0.0.1:4711/cb",
        "http://127.0.0.1/cb, http://localhost:4711/cb",
        "http://127.0.0.1/cb, http://[::1]:4711/cb",
        "http://127.0.0.1/cb, http://127.0.0.1:4711/c b",
        "cursor://app/cb, cursor://app:4711/cb",
    })
    void these_do_not_match(String registered, String requested) {
        assertFalse(RedirectUri.matches(registered, requested));
    }
}
