package dev.mcpoauth.gateway;

import java.io.IOException;

/// The MCP server behind the entrance.
interface Backend extends AutoCloseable {
    /// True when it takes the messages of a body, not its bytes.
    boolean reads();

    /// Answers a request that may pass.
    void serve(Call call) throws IOException;

    /// Ends everything that it holds.
    @Override
    void close();
}
