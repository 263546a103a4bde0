package dev.mcpoauth.gateway;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/// Requests of an MCP server to a remote broker, as a client with a secret.
final class BrokerCalls {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final HttpClient http =
            HttpClient.newBuilder()
                    // most brokers are on this computer: no offer to change to h2c each time
                    .version(Version.HTTP_1_1)
                    .followRedirects(Redirect.NEVER)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final String issuer;
    private final String basic;

    BrokerCalls(String issuer, String clientId, String secret) {
        this.issuer = issuer;
        // RFC 6749 2.3.1: both are form-encoded before they are joined
        String pair = encode(clientId) + ":" + encode(secret);
        this.basic =
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
    }

    String issuer() {
        return issuer;
    }

    /// Posts a form and gives back the JSON object of a 200; throws [BrokerProblem].
    Map<String, Object> post(String path, Map<String, String> form) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(issuer + path))
                        .timeout(DEADLINE)
                        .header("Authorization", basic)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Accept", "application/json")
                        .POST(BodyPublishers.ofString(encode(form)))
                        .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new BrokerProblem(
                        "the broker answered HTTP " + answer.statusCode() + " to " + path);
            }
            return Json.object(answer.body());
        } catch (IOException e) {
            throw new BrokerProblem("the broker cannot be reached at " + issuer);
        } catch (JsonProblem e) {
            throw new BrokerProblem("the broker's answer to " + path + " is no JSON object");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerProblem("interrupted");
        }
    }

    private static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(each -> encode(each.getKey()) + "=" + encode(each.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
