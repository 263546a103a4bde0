package dev.mcpoauth.gateway;

import dev.mcpoauth.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An MCP server on standard streams that does what a test asks it for.
final class SmallProgram {
    private static final PrintStream OUT =
            new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private static final String LONG = "x".repeat(20_000);

    private static @Nullable JsonNode held;

    private SmallProgram() {}

    /// The argument is a folder: a file with the process's number is there while it runs.
    public static void main(String[] args) throws IOException {
        Path mark = Path.of(args[0]).resolve(Long.toString(ProcessHandle.current().pid()));
        Files.createFile(mark);
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line;
        while ((line = in.readLine()) != null) {
            JsonNode message = Json.parse(line);
            if (message.has("method") && message.has("id")) {
                answer(message);
            } else if (message.path("params").has("requestId")) {
                cancel(message.path("params").path("requestId"));
            } else if (message.has("result")) {
                note("answered", message.path("result"));
            }
        }
        Files.delete(mark);
    }

    private static void answer(JsonNode message) throws IOException {
        String name =
                message.path("params").path("name").asString(message.path("method").asString());
        String word = message.path("params").path("arguments").path("word").asString("");
        switch (name) {
            case "env" -> result(message, String.valueOf(System.getenv(word)));
            case "names" -> result(message, String.join(" ", System.getenv().keySet()));
            case "pair" -> pair(message);
            case "progress" -> {
                note(
                        "notifications/progress",
                        Map.of(
                                "progressToken",
                                message.path("params").path("_meta").path("progressToken"),
                                "progress",
                                1));
                note("notifications/other", Map.of());
                result(message, "done");
            }
            case "ask" -> {
                OUT.println(
                        Json.write(Map.of("jsonrpc", "2.0", "id", "s-1", "method", "roots/list")));
                result(message, "asked");
            }
            case "tools/list" ->
                    print(
                            message,
                            Map.of(
                                    "tools",
                                    List.of(Map.of("name", "env"), Map.of("name", "crash"))));
            default -> misbehave(name, message, word);
        }
    }

    /// What a bad program does.
    private static void misbehave(String name, JsonNode message, String word) throws IOException {
        switch (name) {
            case "crash" -> System.exit(3);
            case "leave" -> {
                // it holds our output open for longer than we live
                new ProcessBuilder("sleep", "100").redirectOutput(Redirect.INHERIT).start();
                System.exit(4);
            }
            case "silence" -> held = message;
            case "held" -> result(message, held == null ? "free" : "held");
            case "slowly" -> {
                for (int i = 0; i < 4; i++) {
                    note("notifications/progress", Map.of("progressToken", word, "progress", i));
                    LockSupport.parkNanos(Duration.ofMillis(1300).toNanos());
                }
                result(message, "done at last");
            }
            case "deaf" -> {
                result(message, "deaf");
                LockSupport.park();
            }
            case "complain" -> {
                System.err.println(
                        "I was given "
                                + System.getenv("MCP_OAUTH_SERVICE_TOKEN")
                                + " \u0007 and token=abcdefghijkl");
                result(message, "complained");
            }
            case "blanks" -> {
                System.err.println("token" + " ".repeat(200_000));
                result(message, "complained");
            }
            default -> exhaust(name, message, word);
        }
    }

    /// What is more than anybody can bear; any other name is answered with the word.
    private static void exhaust(String name, JsonNode message, String word) {
        switch (name) {
            case "deep" ->
                    OUT.printf(
                            "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{\"deep\":%s}}%n",
                            message.path("id"), "[".repeat(300) + "]".repeat(300));
            case "noise" -> {
                IntStream.range(0, 1000).forEach(i -> OUT.println("noise"));
                result(message, "noisy");
            }
            case "flood" -> {
                IntStream.range(0, 1000)
                        .forEach(i -> note("notifications/flood", Map.of("x", LONG)));
                result(message, "flooded");
            }
            case "endless" -> {
                IntStream.range(0, 1000).forEach(i -> OUT.print(LONG));
                OUT.flush();
                LockSupport.park();
            }
            default -> result(message, "héllo\u2028" + word);
        }
    }

    /// Answers when two have asked, with progress first.
    private static void pair(JsonNode message) {
        if (held == null) {
            held = message;
            return;
        }
        for (JsonNode each : List.of(message, held)) {
            JsonNode params = each.path("params");
            String word = params.path("arguments").path("word").asString("");
            JsonNode token = params.path("_meta").path("progressToken");
            note("notifications/progress", Map.of("progressToken", token, "message", word));
        }
        result(message, message.path("params").path("arguments").path("word").asString(""));
        result(held, held.path("params").path("arguments").path("word").asString(""));
        held = null;
    }

    private static void cancel(JsonNode id) {
        if (held != null && held.path("id").equals(id)) {
            result(held, "cancelled");
            held = null;
        }
    }

    private static void result(JsonNode message, String text) {
        print(message, Map.of("content", List.of(Map.of("type", "text", "text", text))));
    }

    private static void print(JsonNode message, Object result) {
        OUT.println(
                Json.write(Map.of("jsonrpc", "2.0", "id", message.path("id"), "result", result)));
    }

    private static void note(String method, Object params) {
        OUT.println(Json.write(Map.of("jsonrpc", "2.0", "method", method, "params", params)));
    }
}
