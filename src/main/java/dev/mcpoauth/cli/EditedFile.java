package dev.mcpoauth.cli;

import dev.mcpoauth.config.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/// A file of somebody else's program that we change: what it was, what differs, and a safe way to
/// write it, with a copy of what it was.
///
/// @param file the file itself, links followed
/// @param before its text; empty when there is none
/// @param isNew whether there is none
record EditedFile(Path file, String before, boolean isNew) {
    /// A text that an edit gave.
    ///
    /// @param after the whole new text
    /// @param replaces whether something different was there under that name
    record Change(String after, boolean replaces) {}

    static EditedFile read(Path path) throws IOException {
        if (!Files.exists(path)) {
            return new EditedFile(path.toAbsolutePath(), "", true);
        }
        // people keep such files in a repository of their own, with a link in the usual place
        Path real = path.toRealPath();
        return new EditedFile(real, Files.readString(real), false);
    }

    /// The lines that go and come, in the form of `diff -u`; none when nothing changes.
    List<String> difference(String after) {
        if (before.equals(after)) {
            return List.of();
        }
        List<String> old = before.lines().toList();
        List<String> young = after.lines().toList();
        int head = 0;
        int most = Math.min(old.size(), young.size());
        while (head < most && old.get(head).equals(young.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < most - head
                && old.get(old.size() - 1 - tail).equals(young.get(young.size() - 1 - tail))) {
            tail++;
        }
        List<String> lines = new ArrayList<>();
        lines.add("--- " + (isNew ? "/dev/null" : file));
        lines.add("+++ " + file);
        int gone = old.size() - head - tail;
        int come = young.size() - head - tail;
        // diff -u: a range of no lines is told by the line before it
        lines.add(
                "@@ -%d,%d +%d,%d @@"
                        .formatted(
                                gone == 0 ? head : head + 1,
                                gone,
                                come == 0 ? head : head + 1,
                                come));
        old.subList(head, old.size() - tail).forEach(line -> lines.add("-" + line));
        young.subList(head, young.size() - tail).forEach(line -> lines.add("+" + line));
        return lines;
    }

    /// Writes the new text in one step, with the old mode; the old text stays as `.bak`.
    void write(String after) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("the file is in no folder");
        }
        Files.createDirectories(folder);
        if (!isNew) {
            Files.copy(
                    file,
                    file.resolveSibling(file.getFileName() + ".bak"),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        WholeFile.write(file, after, "rw-------");
    }
}
