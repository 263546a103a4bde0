package dev.mcpoauth.cli;

import dev.mcpoauth.config.SettingsProblem;
import dev.mcpoauth.http.PortInUse;
import dev.mcpoauth.provider.ProviderProblem;
import dev.mcpoauth.provider.ServiceRefused;
import dev.mcpoauth.provider.ServiceUnavailable;
import dev.mcpoauth.scaffold.ScaffoldProblem;
import dev.mcpoauth.store.StoreException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns whatever went wrong into one sentence, an exit code, and the command that helps: no error
/// leaves a person without a next step.
final class Explain {
    private static final String DOCTOR = "mcp-oauth doctor";

    private static final Pattern CHOICES =
            Pattern.compile("expected one of \\[(.*)] \\(case-insensitive\\) but was ");

    private Explain() {}

    /// What an exception of this command means.
    static CliError of(Exception e, CommandLine command) {
        CliError error = error(e);
        String usual = usual(error.exit(), command);
        return error.hint().isPresent() || usual == null ? error : error.hinting(usual);
    }

    /// A line that is no command of ours.
    static CliError misuse(ParameterException e) {
        String message =
                e instanceof UnmatchedArgumentException unmatched
                        ? Near.sentence(unmatched)
                        : choices(said(e));
        return new CliError(
                ExitCode.USAGE,
                message.lines().findFirst().orElse(message),
                help(e.getCommandLine()));
    }

    /// picocli tells a value by its name in Java and as it is typed; people type the second.
    private static String choices(String message) {
        Matcher told = CHOICES.matcher(message);
        return told.find()
                ? told.replaceFirst(
                        Stream.of(told.group(1).toLowerCase(Locale.ROOT).split(", ", -1))
                                .filter(choice -> !choice.contains("_"))
                                .collect(Collectors.joining(", ", "one of ", ", not ")))
                : message;
    }

    private static CliError error(Exception e) {
        return switch (e) {
            case CliError known -> known;
            case OutputClosed closed -> new CliError(ExitCode.ERROR, closed.sentence(), "df -h");
            case SettingsProblem bad -> settings(bad);
            case ScaffoldProblem bad -> new CliError(ExitCode.USAGE, said(bad), null);
            case ProviderProblem bad ->
                    new CliError(
                            ExitCode.USAGE,
                            said(bad),
                            bad.repair().orElse("mcp-oauth provider list"));
            case PortInUse taken ->
                    new CliError(ExitCode.CONFLICT, said(taken), "mcp-oauth serve --port 0");
            case StoreException store -> new CliError(exit(store), said(store), repair(store));
            case ServiceRefused no ->
                    new CliError(ExitCode.LOGIN_REQUIRED, said(no), null)
                            .with("http_status", no.status())
                            .with("oauth_error", no.error());
            case ServiceUnavailable off ->
                    new CliError(ExitCode.UNREACHABLE, said(off), DOCTOR + " --online");
            case FileSystemException file -> file(file);
            case InterruptedException _ -> new CliError(ExitCode.INTERRUPTED, "interrupted", null);
            default -> new CliError(ExitCode.ERROR, said(e), DOCTOR).from(e);
        };
    }

    /// What is wrong with a file; the exception itself says nothing but its name.
    private static CliError file(FileSystemException e) {
        Path file = Path.of(Objects.requireNonNullElse(e.getFile(), ".")).toAbsolutePath();
        Path folder = Objects.requireNonNullElse(file.getParent(), file);
        String look = "ls -ld " + NextSteps.quoted(folder.toString());
        CliError told =
                switch (e) {
                    case NoSuchFileException _ when !Files.isDirectory(folder) ->
                            new CliError(ExitCode.ERROR, "there is no folder " + folder, look);
                    case NoSuchFileException _ ->
                            new CliError(ExitCode.ERROR, "there is no file " + file, look);
                    case AccessDeniedException _ ->
                            new CliError(
                                    ExitCode.ERROR,
                                    Files.exists(file)
                                            ? "this user may not use " + file
                                            : "this user may not make files in " + folder,
                                    look);
                    default -> new CliError(ExitCode.ERROR, file + ": " + reason(e), look);
                };
        return told.from(e);
    }

    private static String reason(FileSystemException e) {
        String reason = e.getReason();
        // an exception without a reason has it in its name: NotDirectoryException
        String words = e.getClass().getSimpleName().replaceFirst("Exception$", "");
        return reason == null
                ? words.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT)
                : reason;
    }

    /// A wrong flag is mended on the command line, everything else in a file.
    private static CliError settings(SettingsProblem bad) {
        boolean flag = said(bad).startsWith("command line:");
        return new CliError(ExitCode.USAGE, said(bad), flag ? null : "mcp-oauth config edit");
    }

    private static ExitCode exit(StoreException e) {
        return switch (e.kind()) {
            case LOCKED, NEWER_SCHEMA, EXISTS -> ExitCode.CONFLICT;
            case PLACE -> ExitCode.USAGE;
            case UNREACHABLE -> ExitCode.UNREACHABLE;
            case UNAVAILABLE, REFUSED, DAMAGED, KEY, SEALED -> ExitCode.ERROR;
        };
    }

    /// What mends trouble with the store.
    static String repair(StoreException e) {
        return switch (e.kind()) {
            case LOCKED -> e.look().orElse("mcp-oauth status");
            case REFUSED -> "mcp-oauth config set --user database_password_file FILE";
            case NEWER_SCHEMA, DAMAGED -> "mcp-oauth db restore FILE";
            case KEY -> "mcp-oauth db path";
            case SEALED -> "mcp-oauth db check";
            case UNAVAILABLE, UNREACHABLE, PLACE, EXISTS -> "mcp-oauth config get database";
        };
    }

    /// The next step where an error knows no better one.
    private static @Nullable String usual(ExitCode exit, CommandLine command) {
        return switch (exit) {
            case OK, DENIED, INTERRUPTED, CLOSED_PIPE -> null;
            case USAGE, NOT_FOUND, CONFLICT -> help(command);
            case UNREACHABLE -> DOCTOR + " --online";
            case ERROR, CHECK_FAILED -> DOCTOR;
            case LOGIN_REQUIRED, PENDING -> "mcp-oauth token list";
        };
    }

    private static String help(CommandLine command) {
        return command.getCommandSpec().qualifiedName() + " --help";
    }

    static String said(Exception e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
