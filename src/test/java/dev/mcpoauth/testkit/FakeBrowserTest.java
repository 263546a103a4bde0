package dev.mcpoauth.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.testkit.FakeBrowser.Page;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FakeBrowserTest {
    @Test
    void nothing_is_sent_to_a_page_that_has_no_such_button() {
        String real =
                "<form action=\"/session\" method=\"post\"><input name=\"login\">"
                        + "<button name=\"commit\" value=\"go\">Sign in</button></form>";
        Page page = new Page(URI.create("https://service.example/login"), 200, real);
        try (FakeBrowser browser = new FakeBrowser("http://127.0.0.1:1/callback")) {
            String why =
                    String.valueOf(
                            assertThrows(
                                            IllegalStateException.class,
                                            () -> browser.press(page, "user", "alice"))
                                    .getMessage());
            assertTrue(why.contains("no form with a button user at /login"), why);
            assertEquals(List.of(), browser.hops());
        }
    }
}
