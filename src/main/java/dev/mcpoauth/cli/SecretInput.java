package dev.mcpoauth.cli;

import dev.mcpoauth.oauth.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a client secret comes from: never a command line, which every user of the machine can
/// read.
final class SecretInput {
    private static final int PATIENCE_SECONDS = 60;

    @Option(names = "--client-secret-stdin", description = "Read the secret from standard input.")
    boolean stdin;

    @Option(
            names = "--client-secret-file",
            paramLabel = "FILE",
            description = "Read the secret from this file.")
    @Nullable Path file;

    @Option(
            names = "--client-secret-cmd",
            paramLabel = "CMD",
            description = "Take the secret from this command's output, such as 'pass show acme'.")
    @Nullable String command;

    /// The secret; empty when none of the options was given.
    Optional<Secret> read(Terminal terminal) {
        int given = (stdin ? 1 : 0) + (file == null ? 0 : 1) + (command == null ? 0 : 1);
        if (given > 1) {
            throw new CliError(ExitCode.USAGE, "give one source of the secret only", null);
        }
        if (given == 0) {
            return Optional.empty();
        }
        String text = text(terminal).strip();
        if (!text.matches("[!-~]{1,1024}")) {
            throw new CliError(
                    ExitCode.USAGE,
                    "the secret is empty, or has spaces or characters that no secret has",
                    null);
        }
        return Optional.of(new Secret(text));
    }

    private String text(Terminal terminal) {
        if (stdin) {
            return terminal.line().orElse("");
        }
        Path from = file;
        try {
            return from == null ? output() : Files.readString(from);
        } catch (IOException e) {
            throw new CliError(ExitCode.USAGE, "cannot read the secret from " + from, null);
        }
    }

    private String output() throws IOException {
        Process process =
                new ProcessBuilder("sh", "-c", String.valueOf(command))
                        .redirectInput(ProcessBuilder.Redirect.INHERIT)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new CliError(ExitCode.USAGE, "the secret's command failed", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliError(ExitCode.INTERRUPTED, "interrupted", null);
        }
        return output.lines().findFirst().orElse("");
    }
}
