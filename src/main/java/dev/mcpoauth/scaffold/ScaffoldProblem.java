package dev.mcpoauth.scaffold;

/// Says what is wrong with an answer or a file, in one sentence for people.
public final class ScaffoldProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ScaffoldProblem(String message) {
        super(message);
    }
}
