package dev.mcpoauth.record;

import dev.mcpoauth.record.RecordSession.Line;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Draws the lines of a terminal, each appearing when it did.
final class TerminalPicture {
    private static final int LINE = 20;
    private static final int LEFT = 18;
    private static final int TOP = 52;
    private static final double COLUMN = 8.43;
    private static final Pattern COLOUR = Pattern.compile("\\u001b\\[([0-9;]*)m");
    private static final Map<String, String> CLASSES =
            Map.of("31", "red", "32", "green", "33", "yellow", "1", "bold", "2", "dim");

    private final List<Line> lines;

    TerminalPicture(List<Line> lines) {
        this.lines = lines;
    }

    String svg() {
        StringBuilder drawn = new StringBuilder();
        int widest = 0;
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            widest = Math.max(widest, COLOUR.matcher(line.text()).replaceAll("").length());
            drawn.append(
                    "<text x=\"%d\" y=\"%d\"%s style=\"animation-delay:%dms\">%s</text>\n"
                            .formatted(
                                    LEFT,
                                    TOP + i * LINE,
                                    line.typed() ? " class=\"typed\"" : "",
                                    line.at(),
                                    coloured(line.text())));
        }
        int width = (int) (2 * LEFT + widest * COLUMN);
        return framed(width, TOP + lines.size() * LINE, drawn);
    }

    private static String framed(int width, int height, CharSequence drawn) {
        return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img" aria-label="A recorded terminal session of mcp-oauth">
        <style>
        text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #d7dde6; white-space: pre; }
        .typed { fill: #7db8ff; font-weight: 600; }
        .red { fill: #ff9d94; } .green { fill: #6fd695; } .yellow { fill: #ffbd73; }
        .bold { font-weight: 700; } .dim { fill: #98a2b3; }
        text { animation: seen .12s both; }
        @keyframes seen { from { opacity: 0; } }
        @media (prefers-reduced-motion: reduce) { text { animation: none; } }
        </style>
        <rect width="100%%" height="100%%" rx="10" fill="#14181f"/>
        <g fill="#3a4453"><circle cx="22" cy="20" r="6"/><circle cx="42" cy="20" r="6"/><circle cx="62" cy="20" r="6"/></g>
        %3$s</svg>
        """
                .formatted(width, height, drawn);
    }

    private static String coloured(String text) {
        StringBuilder spans = new StringBuilder();
        Matcher colour = COLOUR.matcher(text);
        String style = "";
        int from = 0;
        while (colour.find()) {
            span(spans, style, text.substring(from, colour.start()));
            style = CLASSES.getOrDefault(colour.group(1), "");
            from = colour.end();
        }
        span(spans, style, text.substring(from));
        return spans.toString();
    }

    private static void span(StringBuilder spans, String style, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\u001b", "");
        if (style.isEmpty()) {
            spans.append(escaped);
        } else if (!escaped.isEmpty()) {
            spans.append("<tspan class=\"").append(style).append("\">");
            spans.append(escaped).append("</tspan>");
        }
    }
}
