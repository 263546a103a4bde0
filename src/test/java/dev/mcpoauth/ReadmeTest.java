package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.cli.App;
import dev.mcpoauth.cli.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/// Runs the commands that the README shows and holds its output against the real one.
final class ReadmeTest {
    private static final int COLUMN = 19;

    @TempDir Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void the_demo_prints_the_steps_that_the_readme_shows() throws IOException {
        List<String> shown = console("scripts/mcp-oauth demo --exit --port 0");
        assertEquals(0, run("demo", "--exit", "--port", "0"), err::toString);
        List<String> real = out.toString().lines().toList();
        assertEquals(steps(shown), steps(real));
        assertTrue(shown.contains("call echo          hello"), shown::toString);
    }

    @Test
    void the_picture_is_a_recorded_session_of_the_demo_as_it_is_now() throws Exception {
        assertTrue(Files.readString(Path.of("README.md")).contains("(docs/session.svg)"));
        Document picture =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(Path.of("docs/session.svg").toFile());
        NodeList texts = picture.getElementsByTagName("text");
        List<String> lines =
                IntStream.range(0, texts.getLength())
                        .mapToObj(i -> texts.item(i).getTextContent())
                        .toList();
        assertEquals("$ mcp-oauth demo --exit --port 0", lines.getFirst());
        List<String> demo = lines.stream().skip(1).takeWhile(line -> !line.isEmpty()).toList();
        assertEquals(steps(console("scripts/mcp-oauth demo --exit --port 0")), steps(demo));
        for (String mark : List.of("mcpo_", "demo_rt_")) {
            assertFalse(lines.toString().contains(mark), mark);
        }
    }

    @Test
    void the_tokens_of_the_demo_can_be_read_and_refreshed_from_a_script() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        assertTrue(readme.contains("scripts/mcp-oauth token refresh demo"));
        assertTrue(readme.contains("$(scripts/mcp-oauth token get demo/alice)"));
        assertEquals(0, run("demo", "--exit", "--port", "0"), err::toString);
        String before = output("token", "get", "demo/alice");
        assertTrue(before.startsWith("demo_at_"));
        assertEquals(1, before.lines().count(), "the token and nothing else");
        assertEquals("", output("token", "refresh", "demo"));
        assertNotEquals(before, output("token", "get", "demo/alice"));
    }

    @Test
    void nothing_that_people_read_holds_a_token() {
        assertEquals(0, run("demo", "--exit", "--port", "0"), err::toString);
        for (String mark : List.of("mcpo_at_", "mcpo_rt_", "mcpo_ac_", "demo_at_", "demo_rt_")) {
            assertFalse(out.toString().contains(mark), mark);
            assertFalse(err.toString().contains(mark), mark);
        }
    }

    private String output(String... args) {
        out.getBuffer().setLength(0);
        assertEquals(0, run(args), err::toString);
        return out.toString();
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--data-dir", folder.toString()));
        Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err));
        return new App(new Main(Map.of()), terminal).run(all.toArray(String[]::new));
    }

    private static List<String> steps(List<String> lines) {
        return lines.stream().map(line -> line.substring(0, COLUMN).strip()).toList();
    }

    /// The output that the README shows under a command.
    private static List<String> console(String command) throws IOException {
        return Files.readAllLines(Path.of("README.md")).stream()
                .dropWhile(line -> !line.equals("$ " + command))
                .skip(1)
                .takeWhile(line -> !line.startsWith("$ ") && !line.startsWith("```"))
                .toList();
    }
}
