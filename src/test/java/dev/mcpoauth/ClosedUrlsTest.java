package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClosedUrlsTest {
    private final ClosedUrls urls = new ClosedUrls();

    @ParameterizedTest
    @CsvSource({"http://service.example/keys, 80", "https://service.example/keys, 443"})
    void a_url_can_be_read_and_opens_no_connection(String text, int port) throws IOException {
        URI address = URI.create(text);

        URL url = URL.of(address, urls.createURLStreamHandler(address.getScheme()));

        assertEquals("service.example", url.getHost());
        assertEquals(port, url.getDefaultPort());
        String why = String.valueOf(assertThrows(IOException.class, url::openStream).getMessage());
        assertTrue(why.contains("java.net.http.HttpClient"), why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "jar", "jrt"})
    void files_stay_as_they_are(String scheme) {
        assertNull(urls.createURLStreamHandler(scheme));
    }
}
