package dev.mcpoauth.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// A steady load for a long time: what the broker holds must not grow after the warm-up, except the
/// rows of tokens that live.
@Command(
        name = "scripts/soak",
        mixinStandardHelpOptions = true,
        description = "Keeps a broker under a steady load and watches what it holds.")
final class Soak implements Runnable {
    private static final int WORKERS = 4;
    private static final int REFRESHES = 3;
    private static final int LOGINS_OF_A_CLIENT = 10;
    private static final double MEMORY_MAY_GROW = 1.15;
    private static final int MAY_GROW = 12;
    private static final double MOST_WAL_MB = 20;

    @Option(names = "--minutes", description = "How long (default: 30).")
    double minutes = 30;

    @Option(names = "--rate", description = "Logins a second (default: 8).")
    double rate = 8;

    @Option(names = "--samples", description = "How often it looks (default: 30 times).")
    int samples = 30;

    @Option(names = "--home", required = true, description = "The checkout or the image.")
    Path home = Path.of("");

    private final AtomicInteger flows = new AtomicInteger();
    private final AtomicInteger errors = new AtomicInteger();
    private final ConcurrentLinkedQueue<Long> micros = new ConcurrentLinkedQueue<>();
    private volatile boolean stop;

    /// What was seen at one moment.
    private record Sample(
            double rss, long threads, long descriptors, double database, double wal) {}

    /// Runs it; exit code 1 when something grew or an answer was wrong.
    public static void main(String[] args) {
        System.exit(new CommandLine(new Soak()).execute(args));
    }

    @Override
    public void run() {
        try {
            Path data = Files.createTempDirectory("mcp-oauth-soak");
            try (Server server = OurBroker.start(home, data)) {
                judge(watch(server, data));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<Sample> watch(Server server, Path data) throws IOException {
        for (int i = 0; i < WORKERS; i++) {
            Thread.ofPlatform().daemon().name("soak-" + i).start(() -> work(server));
        }
        System.out.println(
                "| min | logins | errors | p50 ms | p99 ms | RSS MB | threads | fds | db MB"
                        + " | wal MB |\n|---|---|---|---|---|---|---|---|---|---|");
        List<Sample> seen = new ArrayList<>();
        Duration pause = Duration.ofMillis((long) (minutes * 60_000 / samples));
        for (int i = 1; i <= samples; i++) {
            LockSupport.parkNanos(pause.toNanos());
            Sample now = sample(server, data);
            seen.add(now);
            row(i * minutes / samples, now);
        }
        stop = true;
        return seen;
    }

    /// One client's logins after the other, each on a connection of its own.
    private void work(Server server) {
        long pace = (long) (1e9 * WORKERS / rate);
        long next = System.nanoTime();
        while (!stop) {
            try (Wire wire = new Wire(server.port())) {
                Flow.Client client = Flow.register(server, wire, "client_secret_post");
                for (int i = 0; i < LOGINS_OF_A_CLIENT && !stop; i++) {
                    once(server, wire, client);
                    flows.incrementAndGet();
                    next += pace;
                    LockSupport.parkNanos(next - System.nanoTime());
                }
            } catch (IOException | RuntimeException e) {
                if (stop) {
                    return;
                }
                System.err.println("soak: " + e);
                errors.incrementAndGet();
            }
        }
    }

    private void once(Server server, Wire wire, Flow.Client client) throws IOException {
        try (Flow flow = new Flow(server, client)) {
            Flow.Tokens tokens = flow.login();
            for (int i = 0; i < REFRESHES; i++) {
                long start = System.nanoTime();
                tokens = flow.refresh(tokens);
                micros.add((System.nanoTime() - start) / 1_000);
            }
            Flow.askIntrospect(server, wire, client, tokens.access());
            Flow.introspected(wire);
            String form = client.asForm() + "&token=" + tokens.refresh();
            wire.post("/revoke", "", form).must(200);
        }
    }

    private static Sample sample(Server server, Path data) throws IOException {
        return new Sample(
                server.residentMb(),
                server.threads(),
                server.descriptors(),
                megabytes(data.resolve("mcp-oauth.db")),
                megabytes(data.resolve("mcp-oauth.db-wal")));
    }

    private static double megabytes(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) / 1048576.0 : 0;
    }

    private void row(double minute, Sample now) {
        long[] took = drained();
        System.out.printf(
                "| %.1f | %d | %d | %.1f | %.1f | %.0f | %d | %d | %.1f | %.1f |%n",
                minute,
                flows.get(),
                errors.get(),
                took.length == 0 ? 0 : took[took.length / 2] / 1000.0,
                took.length == 0 ? 0 : took[(int) (took.length * 0.99)] / 1000.0,
                now.rss(),
                now.threads(),
                now.descriptors(),
                now.database(),
                now.wal());
    }

    private long[] drained() {
        List<Long> all = new ArrayList<>();
        for (Long each = micros.poll(); each != null; each = micros.poll()) {
            all.add(each);
        }
        return all.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    /// Compares the last third with the one before it; the first is the warm-up.
    private void judge(List<Sample> seen) {
        List<Sample> before = seen.subList(seen.size() / 3, seen.size() * 2 / 3);
        List<Sample> after = seen.subList(seen.size() * 2 / 3, seen.size());
        List<String> wrong = new ArrayList<>();
        if (errors.get() > 0 || flows.get() == 0) {
            wrong.add(errors.get() + " errors in " + flows.get() + " logins");
        }
        if (median(after, 0) > median(before, 0) * MEMORY_MAY_GROW) {
            wrong.add("memory grew");
        }
        if (median(after, 1) > median(before, 1) + MAY_GROW) {
            wrong.add("threads grew");
        }
        if (median(after, 2) > median(before, 2) + MAY_GROW) {
            wrong.add("open files grew");
        }
        if (after.stream().anyMatch(sample -> sample.wal() > MOST_WAL_MB)) {
            wrong.add("the WAL grew");
        }
        System.out.println(wrong.isEmpty() ? "RESULT PASS: flat" : "RESULT FAIL: " + wrong);
        if (!wrong.isEmpty()) {
            throw new IllegalStateException(String.join(", ", wrong));
        }
    }

    private static double median(List<Sample> samples, int what) {
        double[] all =
                samples.stream()
                        .mapToDouble(s ->
                                switch (what) {
                                    case 0 -> s.rss();
                                    case 1 -> s.threads();
                                    default -> s.descriptors();
                                })
                        .sorted()
                        .toArray();
        return all.length == 0 ? 0 : all[all.length / 2];
    }
}
