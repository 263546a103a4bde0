package dev.mcpoauth.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// An event stream of which each event's data is changed; an event goes on when it is complete.
///
/// [HTML 9.2](https://html.spec.whatwg.org/multipage/server-sent-events.html): lines end with CR,
/// LF or both, an empty line ends an event, `data` lines are joined with LF.
final class EventLens implements Lens {
    private static final String DATA = "data:";

    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private final UnaryOperator<String> change;
    private boolean lineEmpty = true;
    private boolean afterReturn;

    EventLens(UnaryOperator<String> change) {
        this.change = change;
    }

    @Override
    public void take(byte[] bytes, int count, OutputStream out) throws IOException {
        for (int i = 0; i < count; i++) {
            byte each = bytes[i];
            boolean second = afterReturn && each == '\n';
            afterReturn = each == '\r';
            held.write(each);
            if (second) {
                continue;
            }
            boolean ends = each == '\n' || each == '\r';
            if (ends && lineEmpty) {
                pass(out);
            }
            lineEmpty = ends;
        }
        if (held.size() > MOST) {
            throw new IOException("an event is too large to be filtered");
        }
    }

    private void pass(OutputStream out) throws IOException {
        String event = held.toString(StandardCharsets.UTF_8);
        held.reset();
        List<String> lines = event.lines().toList();
        String data =
                lines.stream()
                        .filter(line -> line.startsWith(DATA))
                        .map(line -> line.substring(DATA.length()))
                        .map(value -> value.startsWith(" ") ? value.substring(1) : value)
                        .collect(Collectors.joining("\n"));
        String changed = data.isEmpty() ? data : change.apply(data);
        out.write(
                (changed.equals(data) ? event : with(lines, changed))
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static String with(List<String> lines, String data) {
        StringBuilder event = new StringBuilder();
        lines.stream()
                .filter(line -> !line.startsWith(DATA) && !line.isEmpty())
                .forEach(line -> event.append(line).append('\n'));
        data.lines().forEach(line -> event.append(DATA).append(' ').append(line).append('\n'));
        return event.append('\n').toString();
    }

    @Override
    public void end(OutputStream out) throws IOException {
        // an event without its empty line is not complete: clients drop it, and so may it go
        out.write(held.toByteArray());
    }

    @Override
    public boolean betweenEvents() {
        return true;
    }
}
