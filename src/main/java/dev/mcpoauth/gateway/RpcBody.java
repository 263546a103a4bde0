package dev.mcpoauth.gateway;

import java.util.List;

/// What a request carries.
sealed interface RpcBody {
    /// Nothing, as in GET and DELETE.
    record None() implements RpcBody {}

    /// Bytes that nobody needs to understand; they are still in the request.
    record Unread() implements RpcBody {}

    /// Messages that were understood, and the very bytes that they were read from.
    ///
    /// @param bytes what goes on
    /// @param messages what they say
    /// @param batch whether they came as an array
    record Read(byte[] bytes, List<RpcMessage> messages, boolean batch) implements RpcBody {}

    /// Bytes that two readers could understand in two ways, or that are no JSON-RPC.
    ///
    /// @param status the HTTP status to answer with
    /// @param code the JSON-RPC error code
    /// @param why one sentence for the client's developer
    record Unclear(int status, int code, String why) implements RpcBody {}
}
