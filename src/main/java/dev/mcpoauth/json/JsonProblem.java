package dev.mcpoauth.json;

/// Says why a text is not the JSON that was expected, with line and column; never quotes the text.
public final class JsonProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JsonProblem(String message) {
        super(message);
    }
}
