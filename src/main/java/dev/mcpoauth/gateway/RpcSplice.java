package dev.mcpoauth.gateway;

import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Puts other values into a message that was understood, and leaves every other character as it is.
final class RpcSplice {
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private RpcSplice() {}

    /// The message with these texts and numbers in it: JSON pointer -> JSON.
    static String replace(String json, Map<String, String> values) {
        if (values.isEmpty()) {
            return json;
        }
        StringBuilder out = new StringBuilder(json.length());
        int done = 0;
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            while (parser.nextToken() != null) {
                String value =
                        parser.currentToken().isScalarValue()
                                ? values.get(parser.streamReadContext().pathAsPointer().toString())
                                : null;
                if (value != null) {
                    out.append(json, done, (int) parser.currentTokenLocation().getCharOffset());
                    out.append(value);
                    // a text is read to its end only when it is asked for
                    parser.finishToken();
                    done = (int) parser.currentLocation().getCharOffset();
                }
            }
        }
        return out.append(json, done, json.length()).toString();
    }
}
