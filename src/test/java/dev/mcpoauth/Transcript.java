package dev.mcpoauth;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A golden exchange of raw HTTP: requests after `>>>`, answers after `<<<`, remarks at the top and
/// after `===`.
///
/// In a request `{{name}}` stands for a value that is known; a request line may name another server
/// by an absolute URL. In an answer `{{name}}` takes a value the first time and must be that value
/// afterwards, `{{*}}` is anything, only the header lines written are compared, and `!Name` says
/// that a header must be missing; an answer without an empty line says nothing of the body. Among
/// remarks, `include NAME` plays another transcript and `clock PT31S` moves the clock.
final class Transcript {
    private static final Pattern MARK = Pattern.compile("\\{\\{([a-z_0-9]+|\\*)}}");

    private final Path file;
    private final LiveBroker broker;
    private final Map<String, String> known;

    Transcript(Path file, LiveBroker broker) {
        this(file, broker, new LinkedHashMap<>());
        known.put("issuer", broker.settings().issuer());
        known.put("service", broker.service().baseUrl());
    }

    private Transcript(Path file, LiveBroker broker, Map<String, String> known) {
        this.file = file;
        this.broker = broker;
        this.known = known;
    }

    /// Plays it, up to the first answer that differs or to the end, and gives back what it says
    /// when every answer that was played is written as it came.
    String play(boolean toTheEnd) throws IOException {
        StringBuilder played = new StringBuilder();
        RawHttp.Answer answer = null;
        boolean going = true;
        for (String block : blocks(Files.readString(file))) {
            String text = block;
            if (going && block.startsWith(">>>\n")) {
                answer = ask(filled(block.substring(4)));
            } else if (going && block.startsWith("<<<\n") && answer != null) {
                text = "<<<\n" + compared(block.substring(4), answer);
                going = toTheEnd || text.equals(block);
            } else if (going) {
                prepare(block);
            }
            played.append(text);
        }
        return played.toString();
    }

    private static List<String> blocks(String text) {
        List<String> blocks = new ArrayList<>();
        Matcher start = Pattern.compile("(?m)^(>>>|<<<|===)$").matcher(text);
        int from = 0;
        while (start.find()) {
            blocks.add(text.substring(from, start.start()));
            from = start.start();
        }
        blocks.add(text.substring(from));
        return blocks;
    }

    private void prepare(String remarks) throws IOException {
        for (String line : remarks.lines().toList()) {
            if (line.startsWith("include ")) {
                Path other = file.resolveSibling(line.substring("include ".length()));
                new Transcript(other, broker, known).check();
            } else if (line.startsWith("clock ")) {
                broker.later(Duration.parse(line.substring("clock ".length())));
            }
        }
    }

    /// Plays it; an answer that differs is an error.
    void check() throws IOException {
        String written = Files.readString(file);
        String played = play(false);
        if (!played.equals(written)) {
            throw new AssertionError(file + " differs; it is now:\n" + played);
        }
    }

    private RawHttp.Answer ask(String request) {
        int empty = request.indexOf("\n\n");
        String head = empty < 0 ? request : request.substring(0, empty);
        String body = empty < 0 ? "" : request.substring(empty + 2).strip();
        String target = head.split(" ", 3)[1];
        URI server = URI.create(target.startsWith("/") ? known.get("issuer") : target);
        String path =
                target.startsWith("/")
                        ? target
                        : target.substring(target.indexOf('/', "https://".length()));
        return RawHttp.send(server, head.replaceFirst(Pattern.quote(target), safe(path)), body);
    }

    /// The answer's own text where it is as written, and what came where it is not.
    private String compared(String written, RawHttp.Answer answer) {
        int empty = written.indexOf("\n\n");
        String head = written.substring(0, empty < 0 ? written.length() : empty).strip();
        String rest = written.substring(head.length());
        String compared =
                head.lines().map(line -> line(line, answer)).collect(Collectors.joining("\n"));
        String came = answer.body().strip();
        return compared
                + (rest.isBlank() || matches(rest.strip(), came)
                        ? rest
                        : rest.replace(rest.strip(), marked(came)));
    }

    private String line(String written, RawHttp.Answer answer) {
        if (written.startsWith("HTTP/1.1 ")) {
            return "HTTP/1.1 " + answer.status();
        }
        if (written.startsWith("!")) {
            String name = written.substring(1);
            return answer.header(name).map(value -> name + ": " + marked(value)).orElse(written);
        }
        String name = written.split(":", 2)[0];
        String value = written.substring(name.length() + 1).strip();
        Optional<String> right =
                answer.headers(name).stream().filter(each -> matches(value, each)).findFirst();
        return right.isPresent()
                ? written
                : answer.header(name).map(each -> name + ": " + marked(each)).orElse("!" + name);
    }

    private boolean matches(String written, String came) {
        StringBuilder pattern = new StringBuilder();
        List<String> names = new ArrayList<>();
        Matcher mark = MARK.matcher(written);
        int from = 0;
        while (mark.find()) {
            pattern.append(Pattern.quote(written.substring(from, mark.start())));
            String name = mark.group(1);
            if (known.containsKey(name)) {
                pattern.append(Pattern.quote(known.get(name)));
            } else if (name.equals("*")) {
                pattern.append(".*?");
            } else {
                names.add(name);
                pattern.append("(.+?)");
            }
            from = mark.end();
        }
        pattern.append(Pattern.quote(written.substring(from)));
        Matcher matcher = Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(came);
        if (!matcher.matches()) {
            return false;
        }
        for (int i = 0; i < names.size(); i++) {
            known.put(names.get(i), matcher.group(i + 1));
        }
        return true;
    }

    private String filled(String text) {
        return MARK.matcher(text)
                .replaceAll(mark -> {
                    String value = known.get(mark.group(1));
                    if (value == null) {
                        throw new AssertionError(file + ": nothing is known as " + mark.group());
                    }
                    return safe(value);
                });
    }

    private String marked(String came) {
        String text = came;
        for (Map.Entry<String, String> each : known.entrySet()) {
            text = text.replace(each.getValue(), "{{" + each.getKey() + "}}");
        }
        return text;
    }

    private static String safe(String text) {
        return Matcher.quoteReplacement(text);
    }
}
