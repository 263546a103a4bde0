package dev.mcpoauth.gateway;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import java.net.URI;

/// The client of the MCP Java SDK, with a token.
final class SdkClient {
    private SdkClient() {}

    /// A client of the MCP server at `/mcp` of this address, past its first exchange.
    static McpSyncClient loggedIn(URI url, String token) {
        McpSyncClient client =
                McpClient.sync(
                                HttpClientStreamableHttpTransport.builder(
                                                url.resolve("/").toString())
                                        .endpoint("/mcp")
                                        .addHttpRequestCustomizer(
                                                (request, method, target, body, context) ->
                                                        request.setHeader(
                                                                "Authorization", "Bearer " + token))
                                        .build())
                        .build();
        client.initialize();
        return client;
    }
}
