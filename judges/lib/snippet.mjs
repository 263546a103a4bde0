// What `client snippet` prints for a client that an operator registers, and the user's part of the login.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startOwnBroker } from './broker.mjs';
import { Browser } from './browser.mjs';

const PROGRAM = fileURLToPath(new URL('../../scripts/mcp-oauth', import.meta.url));
const call = promisify(execFile);

/** The configuration for a client of this kind, over the store in `folder`. */
export async function snippet(kind, folder) {
  const run = async (...args) => {
    const { stdout } = await call(PROGRAM, [...args, '--data-dir', join(folder, 'data'), '--json']);
    return JSON.parse(stdout);
  };
  const client = await run('client', 'register', '--preset', kind);
  return run('client', 'snippet', client.client_id, '--for', kind);
}

/** Through the pages, and back to the port on which the client waits. */
export async function approve(url) {
  const redirectUri = new URL(url).searchParams.get('redirect_uri');
  const back = await fetch(await new Browser().approve(url, redirectUri));
  assert.equal(back.status, 200, 'the client took the code');
}

/** The client's part, in a folder of its own that is gone afterwards. */
export async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-oauth-client-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The same beside a broker whose store is in that folder. */
export function withBroker(work) {
  return inFolder(async (folder) => {
    const broker = await startOwnBroker([], folder);
    try {
      return await work(folder);
    } finally {
      await broker.stop();
    }
  });
}
