package dev.mcpoauth.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.TokenStreamLocation;

/// Says why a text is not the JSON that was expected, with line and column; never quotes the text.
public final class JsonProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JsonProblem(String message) {
        super(message);
    }

    static JsonProblem at(@Nullable TokenStreamLocation place) {
        String where =
                place == null || place.getLineNr() < 1
                        ? ""
                        : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
        return new JsonProblem("not the JSON that is expected" + where);
    }
}
