package dev.mcpoauth.bench;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;

/// Many connections on one thread: each asks again as soon as it has its answer.
final class Loop {
    private static final int TIMEOUT_MS = 30_000;

    private final List<Exchange> all;
    private final Samples samples;
    private int open;

    Loop(List<Exchange> all, Samples samples) {
        this.all = all;
        this.samples = samples;
    }

    void run() {
        try (Selector selector = Selector.open()) {
            for (Exchange each : all) {
                Turn turn = new Turn(each);
                each.wire().watch(selector, turn);
                open++;
                turn.ask();
            }
            while (open > 0) {
                if (selector.select(Loop::take, TIMEOUT_MS) == 0) {
                    throw new IOException(open + " answers are missing");
                }
            }
        } catch (IOException e) {
            samples.failed(e);
        }
    }

    private static void take(SelectionKey key) {
        Turn turn = (Turn) key.attachment();
        turn.run();
        if (turn.over) {
            key.cancel();
        }
    }

    /// One connection's turn, whenever there is something to read for it.
    private final class Turn implements Runnable {
        private final Exchange exchange;
        private long start;
        private boolean over;

        Turn(Exchange exchange) {
            this.exchange = exchange;
        }

        void ask() {
            start = System.nanoTime();
            half(exchange.ask());
        }

        @Override
        public void run() {
            if (!half(exchange.take())) {
                return;
            }
            long now = System.nanoTime();
            samples.answered(start, now);
            if (samples.over(now)) {
                end();
            } else {
                ask();
            }
        }

        private boolean half(Exchange.Half half) {
            try {
                half.run();
                return true;
            } catch (Exception e) {
                samples.failed(e);
                end();
                return false;
            }
        }

        private void end() {
            open--;
            over = true;
        }
    }
}
