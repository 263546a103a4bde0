package dev.mcpoauth.provider;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says why a provider cannot be used; holds no secret.
public final class ProviderProblem extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient ProviderFault fault;

    /// A problem in plain words, with the file and the line where there is one.
    public ProviderProblem(String message) {
        this(ProviderFault.broken(message, null), null);
    }

    /// A problem that one command mends.
    public ProviderProblem(String message, String repair) {
        this(ProviderFault.broken(message, repair), null);
    }

    /// A known fault, with what caused it.
    public ProviderProblem(ProviderFault fault, @Nullable Throwable cause) {
        super(fault.sentence(), cause);
        this.fault = fault;
    }

    static ProviderProblem of(String message, Throwable cause) {
        return new ProviderProblem(ProviderFault.broken(message, null), cause);
    }

    /// What is wrong, and what mends it.
    public ProviderFault fault() {
        return fault;
    }

    /// The command that mends it, where there is one.
    public Optional<String> repair() {
        return fault.command();
    }
}
