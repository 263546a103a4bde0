package dev.mcpoauth.provider;

/// Says why a provider of one's own cannot be used; holds no secret.
public final class ProviderProblem extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /// A problem in plain words, with the file and the line where there is one.
    public ProviderProblem(String message) {
        super(message);
    }

    static ProviderProblem of(String message, Throwable cause) {
        ProviderProblem problem = new ProviderProblem(message);
        problem.initCause(cause);
        return problem;
    }
}
