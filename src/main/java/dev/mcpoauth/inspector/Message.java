package dev.mcpoauth.inspector;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request and its answer, as the inspector shows it; it holds no secret.
///
/// @param id counts up
/// @param flow the login or request that it belongs to
/// @param flowTitle what that is called
/// @param at when it began
/// @param to who was asked: `broker` or `service`
/// @param method the HTTP method
/// @param url the whole URL, without its query
/// @param path the path
/// @param asked the parameters of the request, secrets as short hashes
/// @param status the HTTP status; 0 when no answer came
/// @param answered the parameters of the answer, secrets as short hashes
/// @param verdict `good`, `bad`, or `usual` for steps that prove nothing
/// @param outcome what came of it, in words
/// @param fix what to do about it; null when nothing is wrong or nobody knows
/// @param rules the rules that apply, in the order in which they are checked
/// @param millis how long it took, in milliseconds
public record Message(
        long id,
        long flow,
        String flowTitle,
        Instant at,
        String to,
        String method,
        String url,
        String path,
        Map<String, String> asked,
        int status,
        Map<String, String> answered,
        String verdict,
        String outcome,
        @Nullable String fix,
        List<Checked> rules,
        long millis) {
    /// What became of one rule.
    ///
    /// @param section where it is written, such as `RFC 7636 4.4.1`
    /// @param text what it asks
    /// @param state `passed`, `failed` or `unreached`
    public record Checked(String section, String text, String state) {}
}
