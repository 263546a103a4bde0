package dev.mcpoauth.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A pretend browser: keeps cookies, follows redirects, submits the form of a page.
///
/// It stops at a redirect whose address begins with the prefix that it was told, and hands that
/// address back, as a client's own callback would receive it.
public final class FakeBrowser implements AutoCloseable {
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");
    private static final Pattern ACTION =
            Pattern.compile("<form method=\"post\" action=\"([^\"]*)\"");

    private final HttpClient client =
            HttpClient.newBuilder()
                    .cookieHandler(new CookieManager())
                    .followRedirects(Redirect.NEVER)
                    .build();
    private final List<URI> hops = new ArrayList<>();
    private final String stopAt;

    /// A new browser that stops at addresses with this prefix.
    public FakeBrowser(String stopAt) {
        this.stopAt = stopAt;
    }

    /// Where the browser is.
    ///
    /// @param address the address of the page, or the redirect that it stopped at
    /// @param status the HTTP status; 0 where it stopped
    /// @param body the page
    public record Page(URI address, int status, String body) {
        /// The query's parameters.
        public Map<String, String> query() {
            Map<String, String> values = new LinkedHashMap<>();
            String raw = address.getRawQuery();
            for (String pair : (raw == null ? "" : raw).split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    values.put(
                            pair.substring(0, equals),
                            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
                }
            }
            return values;
        }
    }

    /// Every address that was visited, in order.
    public List<URI> hops() {
        return List.copyOf(hops);
    }

    /// Opens an address and follows its redirects.
    public Page open(URI address) {
        return send(address, HttpRequest.newBuilder(address).GET().build());
    }

    /// Presses a button of the page's form. A page without it is not of a broker or a pretend
    /// service: nothing is sent there.
    public Page press(Page page, String button, String value) {
        Matcher action = ACTION.matcher(page.body());
        if (!action.find() || !page.body().contains("<button name=\"" + button + "\"")) {
            throw new IllegalStateException(
                    "no form with a button " + button + " at " + page.address().getPath());
        }
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher hidden = HIDDEN.matcher(page.body());
        while (hidden.find()) {
            fields.put(hidden.group(1), unescape(hidden.group(2)));
        }
        fields.put(button, value);
        URI target = page.address().resolve(action.group(1));
        URI from = page.address();
        return send(
                target,
                HttpRequest.newBuilder(target)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", from.getScheme() + "://" + from.getRawAuthority())
                        .POST(BodyPublishers.ofString(encode(fields)))
                        .build());
    }

    private Page send(URI address, HttpRequest request) {
        hops.add(address);
        HttpResponse<String> response;
        try {
            response = client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open " + address.getPath(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        int status = response.statusCode();
        if (status != 302 && status != 303) {
            return new Page(address, status, response.body());
        }
        URI next = address.resolve(response.headers().firstValue("Location").orElseThrow());
        return next.toString().startsWith(stopAt) ? new Page(next, 0, "") : open(next);
    }

    private static String encode(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field ->
                        field.getKey()
                                + "="
                                + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String unescape(String text) {
        return text.replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    /// Closes its connections.
    @Override
    public void close() {
        client.shutdownNow();
    }
}
