package dev.mcpoauth.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Rows of data: columns for people, fields for programs.
final class Table {
    private static final String GAP = "   ";

    private final String noun;
    private final List<String> columns;
    private final List<Map<String, Object>> fields = new ArrayList<>();
    private final List<List<String>> cells = new ArrayList<>();

    /// A table of things, named in the plural; the JSON form has the rows under that name.
    Table(String noun, String... columns) {
        this.noun = noun;
        this.columns = List.of(columns);
    }

    /// Adds a row: its fields for programs, and one cell for each column.
    Table row(Map<String, ?> values, String... texts) {
        if (texts.length != columns.size()) {
            throw new IllegalArgumentException("a cell for each column");
        }
        fields.add(new LinkedHashMap<>(values));
        cells.add(Stream.of(texts).map(Terminal::harmless).toList());
        return this;
    }

    String noun() {
        return noun;
    }

    int size() {
        return cells.size();
    }

    List<Map<String, Object>> fields() {
        return fields;
    }

    /// The aligned lines under a header; none when there is no row.
    List<String> lines() {
        if (cells.isEmpty()) {
            return List.of();
        }
        List<List<String>> all = new ArrayList<>();
        all.add(columns.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
        all.addAll(cells);
        int[] widths = new int[columns.size()];
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        return all.stream().map(row -> line(row, widths)).toList();
    }

    /// The rows without a header, cells separated by tabs.
    List<String> plain() {
        return cells.stream().map(row -> String.join("\t", row)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - width(row.get(i)))).append(GAP);
        }
        return line.toString().stripTrailing();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
