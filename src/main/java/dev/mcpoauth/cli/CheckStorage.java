package dev.mcpoauth.cli;

import dev.mcpoauth.config.KeySource;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Looks at the database, the key, and who can read them.
final class CheckStorage {
    private static final String GROUP = "Storage";

    private final Session session;
    private final Settings settings;

    CheckStorage(Session session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        boolean server = settings.onServer();
        Path file = server ? null : Path.of(settings.database());
        if (file != null) {
            Path folder = file.toAbsolutePath().getParent();
            Optional.ofNullable(folder)
                    .flatMap(each -> closed(each, "rwx------"))
                    .ifPresent(findings::add);
            for (String ending : List.of("", "-wal", "-shm")) {
                Path each = file.resolveSibling(file.getFileName() + ending);
                closed(each, "rw-------").ifPresent(findings::add);
            }
        }
        if (settings.key() instanceof KeySource.InFile(Path key)) {
            closed(key, "rw-------").ifPresent(findings::add);
        }
        if (file != null && !Files.exists(file)) {
            findings.add(Finding.ok(GROUP, "no database yet at " + file));
        } else {
            findings.add(open());
        }
        return findings;
    }

    /// A finding when others can enter or read it; nothing when it is absent or closed.
    private static Optional<Finding> closed(Path path, String mode) {
        try {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            if (Files.isSymbolicLink(path)) {
                return Optional.of(Finding.fail(GROUP, path + " is a link", "ls -l " + path));
            }
            Set<PosixFilePermission> wanted = PosixFilePermissions.fromString(mode);
            if (wanted.containsAll(Files.getPosixFilePermissions(path))) {
                return Optional.empty();
            }
            String octal = mode.startsWith("rwx") ? "700" : "600";
            return Optional.of(
                    Finding.fail(GROUP, "others can read " + path, "chmod " + octal + " " + path)
                            .fixedBy(() -> Files.setPosixFilePermissions(path, wanted)));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.of(Finding.warn(GROUP, "cannot look at " + path, "ls -l " + path));
        }
    }

    private Finding open() {
        try {
            int accounts =
                    session.withStore(store -> store.database().read(store.accounts()::list))
                            .size();
            return Finding.ok(
                    GROUP,
                    "the database opens, its key fits, %d account%s can be read"
                            .formatted(accounts, accounts == 1 ? "" : "s"));
        } catch (StoreException e) {
            return Finding.fail(GROUP, String.valueOf(e.getMessage()), Explain.repair(e));
        }
    }
}
