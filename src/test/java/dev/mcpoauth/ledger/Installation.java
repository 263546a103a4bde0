package dev.mcpoauth.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The ledger's page of one installation of a client: only what the broker acknowledged.
final class Installation {
    final String clientId;
    final String verifier;
    final List<String> accessTokens = new ArrayList<>();

    /// Each spent refresh token with its successor; the last successor is the newest.
    final Map<String, String> successors = new LinkedHashMap<>();

    String code = "";
    String refreshToken = "";

    /// How often the code was sent until there was an answer.
    int codeSent;

    boolean revoked;

    /// An answer was lost and the broker may have done what was asked, or not.
    boolean unsure;

    Installation(String clientId, String verifier) {
        this.clientId = clientId;
        this.verifier = verifier;
    }

    /// How many answers it holds that must never be lost.
    int acknowledged() {
        return 1 + (code.isEmpty() ? 0 : 1) + 2 * accessTokens.size() + (revoked ? 1 : 0);
    }
}
