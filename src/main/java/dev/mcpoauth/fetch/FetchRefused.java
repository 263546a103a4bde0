package dev.mcpoauth.fetch;

/// Ends a fetch for good; the message is one sentence for people.
final class FetchRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FetchRefused(String message) {
        super(message);
    }

    String sentence() {
        String message = getMessage();
        return message == null ? "it may not be fetched" : message;
    }
}
