package dev.mcpoauth.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.RawHttp;
import dev.mcpoauth.RawHttp.Answer;
import dev.mcpoauth.config.AccessRule;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Rules for tools, resources and prompts, over real HTTP.
final class PolicyTest {
    @TempDir private static Path folder;
    private static BareServer server;
    private static Guarded guarded;
    private static String reader;

    @BeforeAll
    static void start() throws Exception {
        server = new BareServer();
        Map<String, Object> tools = new LinkedHashMap<>();
        tools.put("about", "public");
        tools.put("delete_all", "deny");
        tools.put("delete_*", List.of("files:write", "files:delete"));
        tools.put("write_*", "files:write");
        tools.put("internal.*", "deny");
        Map<String, Object> resource = new LinkedHashMap<>();
        resource.put("upstream", server.url());
        resource.put("scopes", List.of("files:read", "files:write", "files:delete"));
        resource.put("require", "files:read");
        resource.put("tools", tools);
        resource.put(
                "resources",
                Map.of(
                        "file:///secret/*", "deny",
                        "file:///key.pem", "deny",
                        "file:///drafts/*", "files:write"));
        resource.put("prompts", Map.of("boss", "files:write"));
        resource.put("hide", true);
        resource.put("max_body", 100_000);
        guarded = new Guarded(folder, resource);
        reader = token("files:read");
    }

    @AfterAll
    static void stop() {
        guarded.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "read_file, 200, ''",
        "about, 200, ''",
        "write_file, 403, files:read files:write",
        "delete_one, 403, files:read files:write files:delete",
        "delete_all, 403, ''",
        "internal.x, 403, ''",
    })
    void tools_need_what_their_rule_says(String tool, int status, String asked) throws Exception {
        HttpResponse<String> answer = guarded.post(reader, Guarded.call(tool));
        assertEquals(status, answer.statusCode());
        String challenge = answer.headers().firstValue("WWW-Authenticate").orElse("");
        if (asked.isEmpty()) {
            assertEquals("", challenge);
        } else {
            assertTrue(challenge.contains("error=\"insufficient_scope\""), challenge);
            assertTrue(challenge.contains("scope=\"" + asked + "\""), challenge);
        }
        assertPassed(status == 200);
    }

    @Test
    void a_client_that_steps_up_may_do_both() throws Exception {
        String writer = token("files:read files:write");
        assertEquals(200, guarded.post(writer, Guarded.call("write_file")).statusCode());
        assertEquals(200, guarded.post(writer, Guarded.call("read_file")).statusCode());
        server.next();
        server.next();
    }

    @Test
    void a_token_without_what_every_request_needs_steps_up() throws Exception {
        String other = token("files:delete");
        HttpResponse<String> answer = guarded.send("GET", other);
        assertEquals(403, answer.statusCode());
        assertTrue(
                answer.headers()
                        .firstValue("WWW-Authenticate")
                        .orElse("")
                        .contains("scope=\"files:delete files:read\""));
        assertTrue(server.untouched());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resources/read|{'uri':'file:///public/a'}|200",
                "resources/read|{'uri':'file:///secret/a'}|403",
                "resources/subscribe|{'uri':'file:///drafts/a'}|403",
                "resources/read|{'uri':'file:///public/../secret/a'}|400",
                "resources/read|{'uri':'file:///public/%2e%2e/secret/a'}|400",
                "resources/read|{'uri':'file:///SECRET/a'}|400",
                "resources/read|{}|400",
                "subscriptions/listen|{'notifications':{'resourceSubscriptions':['file:///public/a']}}|200",
                "subscriptions/listen|{'notifications':{'toolsListChanged':true}}|200",
                "subscriptions/listen|{'notifications':{'resourceSubscriptions':['file:///public/a','file:///secret/a']}}|403",
                "subscriptions/listen|{'notifications':{'resourceSubscriptions':['file:///drafts/a']}}|403",
                "subscriptions/listen|{'notifications':{'resourceSubscriptions':'file:///secret/a'}}|400",
                "subscriptions/listen|{'notifications':{'resourceSubscriptions':[1]}}|400",
                "subscriptions/listen|{'notifications':{'ResourceSubscriptions':['file:///secret/a']}}|400",
                "subscriptions/listen|{'Notifications':{'resourceSubscriptions':['file:///secret/a']}}|400",
                "prompts/get|{'name':'boss'}|403",
                "prompts/get|{'name':'other'}|200",
                "completion/complete|{'ref':{'type':'ref/prompt','name':'boss'}}|403",
                "completion/complete|{'ref':{'type':'ref/resource','uri':'file:///secret/a'}}|403",
                "completion/complete|{'ref':{'type':'ref/else'}}|400",
            })
    void resources_and_prompts_have_rules_too(String method, String params, int status)
            throws Exception {
        String body =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}"
                        .formatted(method, params.replace('\'', '"'));
        assertEquals(status, guarded.post(reader, body).statusCode());
        assertPassed(status == 200);
    }

    @ParameterizedTest
    @CsvSource({
        "file:/secret/a, 400",
        "file:secret/a, 400",
        "file://localhost/secret/a, 400",
        "file:////secret/a, 400",
        "file:///%73ecret/a, 400",
        "file:///public/a%00b, 400",
        "file:///key.pem#x, 400",
        "file:///key.pem?x, 400",
        "file:///m%C3%A4rz/100%, 200",
        "notes://public/a?x#y, 200",
    })
    void a_rule_for_a_file_holds_however_its_uri_is_written(String uri, int status)
            throws Exception {
        String body = Guarded.call("x").replace("tools/call", "resources/read");
        String read = body.replace("\"name\":\"x\"", "\"uri\":\"" + uri + "\"");
        assertEquals(status, guarded.post(reader, read).statusCode());
        assertPassed(status == 200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "not json",
                "[]",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'about'}} {}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'about','name':'delete_all'}}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'about','n\\u0061me':'delete_all'}}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'about','Name':'delete_all'}}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'about'},'Params':{'name':'delete_all'}}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'about'},'param\\u017f':{'name':'delete_all'}}",
                "{'jsonrpc':'2.0','id':1,'method':'ping','METHOD':'tools/call','params':{'name':'delete_all'}}",
                "{'jsonrpc':'2.0','id':1,'method':'Tools/Call','params':{'name':'delete_all'}}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call ','params':{'name':'delete_all'}}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'DELETE_ALL'}}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':' delete_all'}}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'delete_all\\u0000'}}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'\\uff44elete_all'}}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':['delete_all']}}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':['delete_all']}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call'}",
                "{'jsonrpc':'2.0','id':1,'method':['tools/call'],'params':{'name':'delete_all'}}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','result':{},'params':{'name':'about'}}",
                "{'jsonrpc':'1.0','id':1,'method':'ping'}",
                "{'jsonrpc':'2.0','id':{},'method':'ping'}",
                "{'jsonrpc':'2.0','id':1,'method':'ping',}",
                "{'jsonrpc':'2.0','id':1,'method':'ping'/**/}",
                "{'jsonrpc':'2.0','id':NaN,'method':'ping'}",
            })
    void what_can_be_read_in_two_ways_is_refused(String body) throws Exception {
        HttpResponse<String> answer = guarded.post(reader, body.replace('\'', '"'));
        assertEquals(400, answer.statusCode(), body);
        assertTrue(answer.body().contains("\"jsonrpc\":\"2.0\""), answer.body());
        assertTrue(server.untouched(), body);
    }

    @Test
    void one_forbidden_message_stops_a_batch_and_scopes_add_up() throws Exception {
        String read = Guarded.call("read_file");
        String forbidden = "[" + read + "," + Guarded.call("delete_all") + "]";
        assertEquals(403, guarded.post(reader, forbidden).statusCode());
        String both = "[" + Guarded.call("write_a") + "," + Guarded.call("delete_a") + "]";
        HttpResponse<String> answer = guarded.post(reader, both);
        assertTrue(
                answer.headers()
                        .firstValue("WWW-Authenticate")
                        .orElse("")
                        .contains("scope=\"files:read files:write files:delete\""));
        assertTrue(server.untouched());
        assertEquals(200, guarded.post(reader, "[" + read + "," + read + "]").statusCode());
        server.next();
    }

    @Test
    void bytes_that_are_not_plain_utf_8_json_are_refused() throws Exception {
        String body = Guarded.call("about");
        for (String[] head :
                new String[][] {
                    {"Content-Type: text/plain", "415"},
                    {"Content-Type: application/json; charset=utf-16", "415"},
                    {"Content-Type: application/json\nContent-Encoding: gzip", "415"},
                    {"Content-Type: application/json; charset=utf-8", "200"},
                }) {
            Answer answer =
                    RawHttp.send(
                            guarded.url(),
                            "POST /mcp HTTP/1.1\nAuthorization: Bearer " + reader + "\n" + head[0],
                            body);
            assertEquals(Integer.parseInt(head[1]), answer.status(), head[0]);
        }
        server.next();
        RpcReader strict = new RpcReader(1000, new BodyRoom(0).share());
        for (byte[] bytes :
                List.of(
                        body.getBytes(StandardCharsets.UTF_16),
                        ("\ufeff" + body).getBytes(StandardCharsets.UTF_8),
                        body.replace("about", "\u00e9").getBytes(StandardCharsets.ISO_8859_1))) {
            assertTrue(strict.read(bytes) instanceof RpcBody.Unclear);
        }
    }

    @Test
    void a_body_over_the_limit_or_too_deep_is_refused() throws Exception {
        String big = Guarded.call("about").replace("{}", "{\"x\":\"" + "y".repeat(100_000) + "\"}");
        assertEquals(413, guarded.post(reader, big).statusCode());
        String deep =
                Guarded.call("about")
                        .replace("{}", "{\"x\":" + "[".repeat(200) + "]".repeat(200) + "}");
        assertEquals(400, guarded.post(reader, deep).statusCode());
        assertTrue(server.untouched());
    }

    @Test
    void a_name_that_almost_fits_in_many_ways_takes_no_time_and_a_long_one_is_refused()
            throws Exception {
        Glob glob = new Glob("*_x_*_?*_y");
        assertTrue(glob.matches("_x__x_ab_y_y"));
        assertFalse(glob.matches("_x_y"));
        assertFalse(new Glob("a?").matches("a"));
        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertFalse(glob.matches("_x_".repeat(200_000))));
        assertEquals(400, guarded.post(reader, Guarded.call("x".repeat(4001))).statusCode());
        String marks = "a" + "\u0315\u0327".repeat(10_000);
        String call = Guarded.call("about");
        for (String before : List.of("tools/call", "id", "arguments")) {
            String body = call.replace(before, marks);
            assertEquals(400, guarded.post(reader, body).statusCode(), before);
        }
        assertEquals(200, guarded.post(reader, Guarded.call("x".repeat(4000))).statusCode());
        server.next();
    }

    @Test
    void the_bytes_that_were_checked_are_the_bytes_that_arrive() throws Exception {
        String odd =
                " {\"params\": {\"name\" :\"ab\\u006fut\",\"arguments\":{\"n\":1.50e1}},\n \"method\":\"tools/call\",\"id\":\"7\",\"jsonrpc\":\"2.0\"}\n";
        assertEquals(200, guarded.post(reader, odd).statusCode());
        assertEquals(odd, server.next().text());
    }

    @Test
    void headers_that_repeat_the_body_must_agree_with_it() throws Exception {
        String body = Guarded.call("about");
        assertEquals(
                200,
                guarded.post(reader, body, "Mcp-Method", "tools/call", "Mcp-Name", "about")
                        .statusCode());
        server.next();
        assertEquals(
                200, guarded.post(reader, body, "Mcp-Name", "=?base64?YWJvdXQ=?=").statusCode());
        server.next();
        for (String[] wrong :
                List.of(
                        new String[] {"Mcp-Name", "delete_all"},
                        new String[] {"Mcp-Method", "ping"},
                        new String[] {"Mcp-Name", "=?base64?!?="})) {
            HttpResponse<String> answer = guarded.post(reader, body, wrong);
            assertEquals(400, answer.statusCode());
            assertTrue(answer.body().contains("-32020"), answer.body());
        }
        String secret = "file:///secret/a";
        String read =
                body.replace("tools/call", "resources/read")
                        .replace("\"about\"", "\"" + secret + "\",\"uri\":\"file:///public/a\"");
        assertEquals(400, guarded.post(reader, read, "Mcp-Name", secret).statusCode());
        assertTrue(server.untouched());
    }

    @Test
    void what_is_public_needs_no_token_and_says_nothing_about_anybody() throws Exception {
        assertEquals(200, guarded.post("", Guarded.call("about")).statusCode());
        BareServer.Seen seen = server.next();
        assertTrue(
                seen.headers().keySet().stream()
                        .noneMatch(name ->
                                name.toLowerCase(java.util.Locale.ROOT).startsWith("x-mcp")),
                seen.toString());
        assertEquals(200, guarded.post("", Guarded.PING).statusCode());
        server.next();
        for (String closed :
                List.of(
                        Guarded.call("read_file"),
                        "[" + Guarded.call("about") + "," + Guarded.call("read_file") + "]",
                        "x")) {
            assertEquals(401, guarded.post("", closed).statusCode());
        }
        assertEquals(401, guarded.post("wrong", Guarded.call("about")).statusCode());
        assertEquals(401, guarded.send("GET", "").statusCode());
        assertTrue(server.untouched());
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream"})
    void lists_leave_out_what_the_caller_may_not_call(String type) throws Exception {
        String list =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[{\"name\":\"about\"},{\"name\":\"read_file\"},{\"name\":\"write_file\"},{\"name\":\"delete_all\"}],\"nextCursor\":\"c\"}}";
        server.replies((exchange, seen) -> {
            String body =
                    type.startsWith("text")
                            ? "id: 1\r\ndata: " + list + "\r\n\r\ndata: {\"other\":1}\n\n"
                            : list;
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        });
        String ask = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
        String shown = guarded.post(reader, ask).body();
        assertTrue(shown.contains("read_file") && shown.contains("about"), shown);
        assertTrue(shown.contains("nextCursor"), shown);
        assertFalse(shown.contains("write_file") || shown.contains("delete_all"), shown);
        String strangers = guarded.post("", ask).body();
        assertTrue(strangers.contains("about"), strangers);
        assertFalse(strangers.contains("read_file"), strangers);
        if (type.startsWith("text")) {
            assertTrue(shown.startsWith("id: 1\ndata: {"), shown);
            assertTrue(shown.endsWith("\n\ndata: {\"other\":1}\n\n"), shown);
        }
        server.next();
        server.next();
        server.replies(BareServer.json(200, "{}"));
    }

    @Test
    void a_long_name_is_compared_with_a_rule_of_many_stars_at_once() {
        Verdict.Denied denied = new Verdict.Denied(null);
        NameRules rules =
                new NameRules(List.of(new AccessRule("a*_?*_*_**_*z?", new AccessRule.Deny())));
        String name = "a" + "_".repeat(3900);
        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertNotEquals(denied, rules.verdict(name + "y")));
        for (String matched : List.of(name + "z_", "a__x_.__zzz")) {
            assertEquals(denied, rules.verdict(matched), matched);
        }
        for (String other : List.of("a_x__z1", "b____zz", "a__x_.__z", "")) {
            assertNotEquals(denied, rules.verdict(other), other);
        }
    }

    /// A client finds the public part first: that much of it reaches the server.
    private static String token(String scope) {
        String token = guarded.token("alice", scope);
        server.forget();
        return token;
    }

    private static void assertPassed(boolean passed) {
        if (passed) {
            server.next();
        }
        assertTrue(server.untouched());
    }
}
