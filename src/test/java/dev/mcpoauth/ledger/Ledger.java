package dev.mcpoauth.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/// Several clients under load, and the comparison at the end.
public final class Ledger implements AutoCloseable {
    private final AtomicBoolean stop = new AtomicBoolean();
    private final List<LedgerClient> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /// What the comparison found.
    ///
    /// @param installations how many installations lived
    /// @param acknowledged how many answers were written down
    /// @param unsure how many installations lost an answer to a kill
    /// @param faults everything that was lost or done twice
    public record Result(int installations, int acknowledged, int unsure, List<String> faults) {}

    /// Starts this many clients against the broker at this address.
    public Ledger(String issuer, int clientCount) {
        for (int i = 0; i < clientCount; i++) {
            LedgerClient client = new LedgerClient(issuer, stop);
            clients.add(client);
            threads.add(Thread.ofPlatform().name("ledger-" + i).start(client));
        }
    }

    /// How many requests got no answer, or a wrong one.
    public int broken() {
        return clients.stream().mapToInt(client -> client.broken.get()).sum();
    }

    /// How many tokens were acknowledged until now.
    public int tokens() {
        return clients.stream().mapToInt(client -> client.tokens.get()).sum();
    }

    /// Stops the clients and compares their pages with what the broker remembers.
    public Result compare() throws InterruptedException {
        stop.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        List<String> faults = new ArrayList<>();
        int acknowledged = 0;
        int unsure = 0;
        int pages = 0;
        for (LedgerClient client : clients) {
            for (Installation page : client.pages) {
                pages++;
                acknowledged += page.acknowledged();
                unsure += page.unsure ? 1 : 0;
                checkClient(client, page);
                checkTokens(client, page);
                checkSpent(client, page);
            }
            faults.addAll(client.faults);
        }
        return new Result(pages, acknowledged, unsure, faults);
    }

    private static void checkClient(LedgerClient client, Installation page) {
        String answer = client.sure("/token", client.refreshForm(page, "mcpo_rt_1_none")).body();
        if (answer.contains("invalid_client")) {
            client.faults.add("lost: a registration");
        }
    }

    private static void checkTokens(LedgerClient client, Installation page) {
        if (page.unsure || page.refreshToken.isEmpty()) {
            return;
        }
        for (String token : page.accessTokens) {
            if (client.works(token) == page.revoked) {
                client.faults.add(lost(page, "an access token"));
            }
        }
        int status = client.sure("/token", client.refreshForm(page, page.refreshToken)).status();
        if ((status == 200) == page.revoked) {
            client.faults.add(lost(page, "a refresh token"));
        }
    }

    private static String lost(Installation page, String token) {
        return "lost: " + (page.revoked ? "a revocation" : token) + " of " + page.clientId;
    }

    private static void checkSpent(LedgerClient client, Installation page) {
        for (Map.Entry<String, String> spent : page.successors.entrySet()) {
            client.checkSuccessor(
                    page,
                    spent.getKey(),
                    client.sure("/token", client.refreshForm(page, spent.getKey())));
        }
        if (!page.code.isEmpty()
                && !page.refreshToken.isEmpty()
                && client.sure("/token", client.codeForm(page)).status() == 200) {
            client.faults.add("twice: a code");
        }
    }

    @Override
    public void close() {
        stop.set(true);
    }
}
