package dev.mcpoauth.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.fetch.GuardedFetch.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GuardedFetchTest {
    private static final Limits USUAL = new Limits(100, Duration.ofMinutes(1), true);
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

    private RawServer server;

    @BeforeEach
    void start() throws IOException {
        server = new RawServer();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void a_document_comes_with_its_lifetime_CM_06() {
        server.json("{\"a\":\"é\"}", "Cache-Control: public, max-age=600\r\nAge: 60\r\n");
        assertEquals(new Fetched.Document("{\"a\":\"é\"}", Duration.ofMinutes(9)), get(USUAL));
        server.json("{}", "Cache-Control: max-age=600, no-store\r\n");
        assertEquals(new Fetched.Document("{}", Duration.ZERO), get(USUAL));
        server.json(
                "{}",
                "Date: Thu, 26 Nov 2026 10:00:00 GMT\r\nExpires: Thu, 26 Nov 2026 10:01:00 GMT\r\n");
        assertEquals(new Fetched.Document("{}", Duration.ofMinutes(1)), get(USUAL));
        server.json("{}", "Date: x\r\nExpires: 0\r\n");
        assertEquals(new Fetched.Document("{}", Duration.ZERO), get(USUAL));
    }

    @Test
    void an_answer_in_chunks_or_until_the_end_is_read() {
        server.answers(
                "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
                        + HEAD
                        + "Transfer-Encoding: chunked\r\n\r\n2;x=y\r\n{}\r\n3\r\n   \r\n0\r\n\r\n");
        assertEquals(new Fetched.Document("{}   ", Duration.ZERO), get(USUAL));
        server.answers(HEAD + "\r\n{}");
        assertEquals(new Fetched.Document("{}", Duration.ZERO), get(USUAL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n\r\n",
                "HTTP/1.1 308 Permanent Redirect\r\nLocation: /elsewhere\r\n\r\n",
                "HTTP/1.1 404 Not Found\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Type: application/jsonp\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\n\r\n{}",
                HEAD + "Content-Encoding: gzip\r\n\r\nxx",
                HEAD + "\r\n\u00e9{}",
            })
    void anything_but_200_with_plain_JSON_is_refused_CM_04_CM_05(String answer) {
        server.answers(answer);
        assertInstanceOf(Fetched.Refused.class, get(USUAL));
        assertEquals(1, server.asked().size(), "it was asked once, whatever it answered");
    }

    @Test
    void a_large_document_is_refused_however_it_comes_CM_05() {
        String large = " ".repeat(101);
        for (String answer :
                List.of(
                        HEAD + "Content-Length: 101\r\n\r\n" + large,
                        HEAD + "Content-Length: 999999999\r\n\r\n" + large,
                        HEAD + "\r\n" + large,
                        HEAD + "Transfer-Encoding: chunked\r\n\r\n65\r\n" + large + "\r\n0\r\n\r\n",
                        HEAD + "X: " + "x".repeat(20_000) + "\r\n\r\n{}")) {
            server.answers(answer);
            assertInstanceOf(Fetched.Refused.class, get(USUAL), answer.substring(50, 90));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 503 Down\r\n\r\n",
                "HTTP/1.1 429 Slow\r\n\r\n",
                HEAD + "Content-Length: 10\r\n\r\n{}",
                HEAD + "Content-Length: -1\r\n\r\n{}",
                HEAD + "Transfer-Encoding: chunked\r\n\r\n-5\r\n",
                HEAD + "Transfer-Encoding: chunked\r\n\r\n5\r\n{}",
                HEAD + "Transfer-Encoding: br\r\n\r\n{}",
                HEAD + ": no name\r\n\r\n{}",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n",
            })
    void a_server_that_cannot_answer_now_is_told_from_one_that_says_no(String answer) {
        server.answers(answer);
        assertInstanceOf(Fetched.Unavailable.class, get(USUAL));
    }

    @Test
    void a_server_that_never_finishes_is_left_at_the_deadline_CM_05() {
        server.answers(HEAD + "Content-Length: 50\r\n\r\n{").hangs();
        assertInstanceOf(
                Fetched.Unavailable.class, get(new Limits(100, Duration.ofMillis(300), true)));
    }

    @Test
    void a_name_with_one_address_inside_is_refused_before_any_connection_CM_07() {
        AtomicInteger lookups = new AtomicInteger();
        for (String inside : List.of("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1")) {
            GuardedFetch fetch =
                    new GuardedFetch(
                            new Limits(100, Duration.ofMinutes(1), false),
                            host -> {
                                lookups.incrementAndGet();
                                return Stream.of("8.8.8.8", inside)
                                        .map(InetAddress::ofLiteral)
                                        .toArray(InetAddress[]::new);
                            },
                            SSLSocketFactory::getDefault);
            Fetched answer = fetch.get(server.at("https://metadata.example", "/x"));
            assertEquals(new Fetched.Refused("its host is not on the public internet"), answer);
        }
        assertEquals(4, lookups.get(), "each name is resolved once");
        assertEquals(List.of(), server.asked());
    }

    @Test
    void loopback_and_http_are_refused_unless_allowed_CM_07() {
        Limits strict = new Limits(100, Duration.ofMinutes(1), false);
        server.json("{}", "");
        assertInstanceOf(Fetched.Refused.class, get(strict));
        for (String origin : List.of("https://127.0.0.1", "https://localhost", "https://[::1]")) {
            assertInstanceOf(
                    Fetched.Refused.class,
                    new GuardedFetch(strict).get(server.at(origin, "/x")),
                    origin);
        }
        assertInstanceOf(
                Fetched.Refused.class,
                new GuardedFetch(USUAL).get(URI.create("http://metadata.example/x")));
        assertEquals(List.of(), server.asked());
    }

    @Test
    void a_host_that_does_not_exist_or_listen_is_unavailable() throws IOException {
        URI gone = server.at("http://127.0.0.1", "/x");
        server.close();
        assertInstanceOf(Fetched.Unavailable.class, new GuardedFetch(USUAL).get(gone));
        assertInstanceOf(
                Fetched.Unavailable.class,
                new GuardedFetch(USUAL).get(URI.create("https://no-such-host.invalid/x")));
    }

    @Test
    void the_request_names_the_path_and_the_query() {
        server.json("{}", "");
        new GuardedFetch(USUAL).get(server.at("http://localhost", "/a/b.json?c=d"));
        assertTrue(
                server.asked().getFirst().equals("GET /a/b.json?c=d HTTP/1.1"),
                () -> server.asked().toString());
    }

    private Fetched get(Limits limits) {
        return new GuardedFetch(limits).get(server.at("http://127.0.0.1", "/x"));
    }
}
