package dev.mcpoauth.cli;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The forms that other programs take a token in.
enum TokenFormat {
    /// The token alone.
    TOKEN,
    /// `Authorization: Bearer ...`, for `curl -H @-`.
    HEADER,
    /// `Bearer ...`.
    HEADER_VALUE,
    /// Everything that is known of it.
    JSON,
    /// An assignment for a POSIX shell.
    ENV,
    /// What kubectl takes from a credential plugin.
    EXEC_CREDENTIAL,
    /// What the AWS tools take from a `credential_process`.
    AWS,
    /// What git takes from a credential helper.
    GIT;

    /// The name on the command line.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The lines that go to stdout.
    List<String> lines(HandedToken token, Instant now) {
        return switch (this) {
            case TOKEN -> List.of(token.accessToken());
            case HEADER -> List.of("Authorization: " + token.header());
            case HEADER_VALUE -> List.of(token.header());
            case JSON -> List.of(json(described(token, now)));
            case ENV -> List.of(Shell.SH.assignment(Shell.variable(token), token.accessToken()));
            case EXEC_CREDENTIAL -> List.of(json(execCredential(token)));
            case AWS -> List.of(json(aws(token)));
            case GIT -> git(token);
        };
    }

    private static String json(Map<String, Object> value) {
        return dev.mcpoauth.json.Json.write(value);
    }

    /// The stable JSON form: fields are only ever added.
    static Map<String, Object> described(HandedToken token, Instant now) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("schema", 1);
        all.put("provider", token.provider());
        all.put("account", token.account());
        all.put("access_token", token.accessToken());
        all.put("token_type", token.tokenType());
        all.putAll(Times.expiry(token.expiresAt(), now));
        all.put("scope", List.copyOf(token.scope().names()));
        all.put("refreshed", token.source().equals("refresh"));
        all.put("source", token.source());
        return all;
    }

    private static Map<String, Object> execCredential(HandedToken token) {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("token", token.accessToken());
        if (token.expiresAt() != null) {
            status.put("expirationTimestamp", token.expiresAt().toString());
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("apiVersion", "client.authentication.k8s.io/v1");
        all.put("kind", "ExecCredential");
        all.put("status", status);
        return all;
    }

    private static Map<String, Object> aws(HandedToken token) {
        Map<String, String> extra = token.extra();
        String id = extra.getOrDefault("access_key_id", "");
        String secret = extra.getOrDefault("secret_access_key", "");
        if (id.isEmpty() || secret.isEmpty()) {
            throw new CliError(
                    ExitCode.USAGE,
                    token.provider()
                            + " gives no AWS credentials (access_key_id, secret_access_key)",
                    null);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("Version", 1);
        all.put("AccessKeyId", id);
        all.put("SecretAccessKey", secret);
        all.put("SessionToken", extra.getOrDefault("session_token", token.accessToken()));
        if (token.expiresAt() != null) {
            all.put("Expiration", token.expiresAt().toString());
        }
        return all;
    }

    private static List<String> git(HandedToken token) {
        List<String> lines =
                new java.util.ArrayList<>(
                        List.of("username=" + token.account(), "password=" + token.accessToken()));
        if (token.expiresAt() != null) {
            lines.add("password_expiry_utc=" + token.expiresAt().getEpochSecond());
        }
        return lines;
    }
}
