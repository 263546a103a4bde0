package dev.mcpoauth.store;

import java.util.LinkedHashMap;
import java.util.Map;

/// The entries that were used last, 500 at most.
final class Recent<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 500;
    private static final int ROOM = 16;
    private static final float LOAD = 0.75f;

    Recent() {
        super(ROOM, LOAD, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > MOST;
    }
}
