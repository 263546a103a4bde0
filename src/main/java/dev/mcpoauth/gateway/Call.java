package dev.mcpoauth.gateway;

import io.javalin.http.Context;
import java.util.function.BooleanSupplier;

/// A request that may pass.
///
/// @param ctx the exchange with the client
/// @param caller who it is from
/// @param body what it carries
/// @param stillGood asks whether the caller's token holds now; long streams end when it does not
record Call(Context ctx, Caller caller, RpcBody body, BooleanSupplier stillGood) {
    String method() {
        return ctx.method().name();
    }
}
