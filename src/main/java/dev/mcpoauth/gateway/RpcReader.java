package dev.mcpoauth.gateway;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Reads a body of JSON-RPC so that no other reader can see anything else in it.
///
/// Members are compared by bytes here, without case by some servers, and the last of two wins in
/// others: a body in which that makes a difference is refused, never repaired.
final class RpcReader {
    /// The member of parameters that says what a client listens to, and its list of resources.
    static final String NOTIFICATIONS = "notifications";

    static final String SUBSCRIPTIONS = "resourceSubscriptions";

    private static final int PARSE_ERROR = -32700;
    private static final int INVALID_REQUEST = -32600;
    private static final Pattern JSON =
            Pattern.compile("application/json(\\s*;\\s*charset=\"?utf-8\"?)?");

    private static final Set<String> ENVELOPE =
            Set.of("jsonrpc", "id", "method", "params", "result", "error");
    private static final Set<String> PARAMS =
            Set.of(
                    "name",
                    "uri",
                    "ref",
                    "type",
                    "arguments",
                    "_meta",
                    "cursor",
                    "task",
                    NOTIFICATIONS);

    private static final int CROWDED = -32000;

    private final int most;
    private final BodyRoom.Share share;

    /// A reader of bodies up to this many bytes, and as large as this share may be.
    RpcReader(int most, BodyRoom.Share share) {
        this.most = most;
        this.share = share;
    }

    RpcBody read(HttpServletRequest request) throws IOException {
        String type = request.getContentType();
        if (type == null || !JSON.matcher(type.strip().toLowerCase(Locale.ROOT)).matches()) {
            return unclear(415, "the body must be application/json in UTF-8");
        }
        if (request.getHeader("Content-Encoding") != null) {
            return unclear(415, "the body must not be compressed");
        }
        return read(request.getInputStream(), request.getContentLengthLong());
    }

    private RpcBody read(InputStream in, long said) throws IOException {
        int room = Math.min(most, BodyRoom.FREE / 2);
        byte[] bytes = in.readNBytes(room);
        while (bytes.length == room && room < most && room != said) {
            // one that says no length has twice as much room as came, not all that it may have
            room = (int) Math.min(most, Math.max(said, 2L * room));
            // as it is read it is there three times: in parts, whole, and as text
            if (!share.reach(3L * room)) {
                return crowded();
            }
            bytes = joined(bytes, in.readNBytes(room - bytes.length));
        }
        if (bytes.length == most && in.read() >= 0) {
            return unclear(413, "the body is larger than " + most + " bytes");
        }
        return share.reach(weight(bytes)) ? read(bytes) : crowded();
    }

    private static byte[] joined(byte[] first, byte[] rest) {
        byte[] both = Arrays.copyOf(first, first.length + rest.length);
        System.arraycopy(rest, 0, both, first.length, rest.length);
        return both;
    }

    private static RpcBody crowded() {
        return new RpcBody.Unclear(
                503, CROWDED, "there is no room for so large a request now; try again later");
    }

    /// About as many bytes of memory as a body takes when it is understood: itself, its text, and
    /// what stands for each of its parts.
    private static long weight(byte[] bytes) {
        long weight = 2L * bytes.length;
        for (byte each : bytes) {
            weight +=
                    switch (each) {
                        case '{' -> 160;
                        case '[' -> 104;
                        case ':' -> 48;
                        case ',' -> 24;
                        case '"' -> 20;
                        default -> 0;
                    };
        }
        return weight;
    }

    RpcBody read(byte[] bytes) {
        try {
            // RFC 8259 8.1: UTF-8 without a byte order mark; malformed sequences are refused
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            JsonNode root = Json.parseMeasured(text);
            List<RpcMessage> messages = new ArrayList<>();
            if (root.isArray()) {
                for (JsonNode each : root) {
                    messages.add(message(each));
                }
            } else {
                messages.add(message(root));
            }
            return messages.isEmpty()
                    ? new RpcBody.Unclear(400, INVALID_REQUEST, "the batch is empty")
                    : new RpcBody.Read(bytes, messages, root.isArray());
        } catch (CharacterCodingException e) {
            return new RpcBody.Unclear(400, PARSE_ERROR, "the body is not UTF-8");
        } catch (JsonProblem e) {
            return new RpcBody.Unclear(400, PARSE_ERROR, "the body is " + e.getMessage());
        } catch (IllegalArgumentException e) {
            return new RpcBody.Unclear(400, INVALID_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private static RpcMessage message(JsonNode node) {
        require(node.isObject(), "a message must be an object");
        // JSON-RPC 2.0 4: member names are case-sensitive
        require(!SameName.confuses(node, ENVELOPE), "a member's name is spelt in an unusual case");
        require(node.path("jsonrpc").asString("").equals("2.0"), "jsonrpc must be \"2.0\"");
        JsonNode method = node.get("method");
        require(method == null || method.isString(), "method must be a text");
        JsonNode id = node.get("id");
        require(id == null || id.isString() || id.isIntegralNumber(), "id must be text or integer");
        boolean answer = node.has("result") || node.has("error");
        require((method != null) != answer, "a message is either a request or an answer");
        JsonNode params = node.path("params");
        require(params.isMissingNode() || params.isObject(), "params must be an object");
        require(!SameName.confuses(params, PARAMS), "a parameter is spelt in an unusual case");
        JsonNode ref = params.path("ref");
        JsonNode listened = params.path(NOTIFICATIONS);
        require(
                !SameName.confuses(ref, PARAMS)
                        && !SameName.confuses(listened, Set.of(SUBSCRIPTIONS)),
                "a parameter is spelt in an unusual case");
        return new RpcMessage(method == null ? "" : method.asString(), id, params, node);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static RpcBody unclear(int status, String why) {
        return new RpcBody.Unclear(status, INVALID_REQUEST, why);
    }
}
