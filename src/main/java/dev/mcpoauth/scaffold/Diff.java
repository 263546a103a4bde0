package dev.mcpoauth.scaffold;

import java.util.ArrayList;
import java.util.List;

/// The lines that two texts differ in, as people read them: `-` goes, `+` comes.
public final class Diff {
    private static final int CONTEXT = 2;

    private Diff() {}

    /// The difference with a few lines around it; empty when there is none.
    public static List<String> of(String before, String after) {
        List<String> all = lines(before.lines().toList(), after.lines().toList());
        List<String> shown = new ArrayList<>();
        boolean gap = false;
        for (int i = 0; i < all.size(); i++) {
            if (near(all, i)) {
                if (gap && !shown.isEmpty()) {
                    shown.add("  ...");
                }
                shown.add(all.get(i));
                gap = false;
            } else {
                gap = true;
            }
        }
        return shown;
    }

    private static boolean near(List<String> all, int at) {
        int from = Math.max(0, at - CONTEXT);
        int to = Math.min(all.size(), at + CONTEXT + 1);
        return all.subList(from, to).stream().anyMatch(line -> !line.startsWith("  "));
    }

    private static List<String> lines(List<String> a, List<String> b) {
        int[][] common = common(a, b);
        List<String> out = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                out.add("  " + a.get(i));
                i++;
                j++;
            } else if (i < a.size() && (j == b.size() || common[i + 1][j] >= common[i][j + 1])) {
                out.add("- " + a.get(i++));
            } else {
                out.add("+ " + b.get(j++));
            }
        }
        return out;
    }

    /// `common[i][j]`: the length of the longest common part of the texts from line i and j on.
    private static int[][] common(List<String> a, List<String> b) {
        int[][] common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] =
                        a.get(i).equals(b.get(j))
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}
