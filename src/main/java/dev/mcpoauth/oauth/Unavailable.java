package dev.mcpoauth.oauth;

/// Something that the broker stands on does not work at the moment, such as its store: nothing was
/// done, and trying again later is right.
public class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Trouble told in one sentence that holds no secret.
    public Unavailable(String message, Throwable cause) {
        super(message, cause);
    }

    /// Trouble without another exception behind it.
    public Unavailable(String message) {
        super(message);
    }

    /// What a client is told; the message is for the log.
    public String told() {
        return "the broker cannot read or write its data now";
    }
}
