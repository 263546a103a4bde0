package dev.mcpoauth.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The memory that large requests share.
final class BodyRoomTest {
    private static final long MOST = Runtime.getRuntime().maxMemory() / 4 + BodyRoom.FREE;
    private static final int LARGE = 160_000;

    @TempDir private Path folder;

    @Test
    void what_one_request_has_others_have_not_until_it_ends() {
        BodyRoom room = new BodyRoom(1000);
        try (BodyRoom.Share one = room.share();
                BodyRoom.Share other = room.share()) {
            assertTrue(one.reach(BodyRoom.FREE + 600));
            assertTrue(other.reach(BodyRoom.FREE));
            assertFalse(other.reach(BodyRoom.FREE + 401));
            assertTrue(other.reach(BodyRoom.FREE + 400));
            assertTrue(one.reach(BodyRoom.FREE + 100));
            assertTrue(other.reach(BodyRoom.FREE + 900));
        }
        assertTrue(room.share().reach(BodyRoom.FREE + 1000));
    }

    @Test
    void large_requests_wait_their_turn_and_small_ones_do_not() throws Exception {
        String text = with("\"" + "y".repeat(LARGE) + "\"");
        String parts = with("[" + "[0],".repeat(LARGE / 4) + "0]");
        try (BareServer server = new BareServer();
                Guarded guarded =
                        new Guarded(
                                folder,
                                Map.of("upstream", server.url(), "tools", Map.of("x", "deny")))) {
            String alice = guarded.token("alice", "");
            try (BodyRoom.Share others = BodyRoom.OF_THIS_PROCESS.share()) {
                assertTrue(others.reach(MOST - 1000));
                assertEquals(503, guarded.post(alice, text).statusCode());
                assertEquals(200, guarded.post(alice, Guarded.PING).statusCode());
                assertTrue(others.reach(MOST - 4L * LARGE));
                assertEquals(200, guarded.post(alice, text).statusCode());
                assertEquals(503, guarded.post(alice, parts).statusCode(), "they take more");
            }
            assertEquals(200, guarded.post(alice, parts).statusCode());
        }
        try (BodyRoom.Share all = BodyRoom.OF_THIS_PROCESS.share()) {
            assertTrue(all.reach(MOST), "every request gave back what it had");
        }
    }

    @Test
    void a_body_without_a_length_needs_no_room_for_all_that_it_may_be() throws Exception {
        String text = with("\"" + "y".repeat(100_000) + "\"");
        try (BareServer server = new BareServer();
                Guarded guarded =
                        new Guarded(
                                folder,
                                Map.of(
                                        "upstream",
                                        server.url(),
                                        "tools",
                                        Map.of("x", "deny"),
                                        "max_body",
                                        Integer.MAX_VALUE / 2))) {
            assertEquals(200, guarded.postInParts(guarded.token("alice", ""), text).statusCode());
        }
    }

    private static String with(String argument) {
        return Guarded.call("about").replace("{}", "{\"x\":" + argument + "}");
    }
}
