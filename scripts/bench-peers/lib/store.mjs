// What a peer remembers: in memory, or in SQLite with every write synced to disk (WAL, FULL).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function memory() {
  const rows = new Map();
  return {
    get: (key) => rows.get(key),
    set: (key, value) => void rows.set(key, value),
    take: (key) => {
      const value = rows.get(key);
      rows.delete(key);
      return value;
    },
    atomically: (work) => work(),
  };
}

export async function sqlite() {
  const { default: Database } = await import('better-sqlite3');
  const folder = mkdtempSync(join(tmpdir(), 'bench-peer-'));
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const db = new Database(join(folder, 'peer.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE rows (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID');
  const get = db.prepare('SELECT value FROM rows WHERE key = ?');
  const set = db.prepare('INSERT OR REPLACE INTO rows (key, value) VALUES (?, ?)');
  const take = db.prepare('DELETE FROM rows WHERE key = ? RETURNING value');
  const read = (row) => (row ? JSON.parse(row.value) : undefined);
  return {
    get: (key) => read(get.get(key)),
    set: (key, value) => void set.run(key, JSON.stringify(value)),
    take: (key) => read(take.get(key)),
    atomically: (work) => db.transaction(work).immediate(),
  };
}
