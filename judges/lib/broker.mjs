// Starts a broker with a data directory of its own on a free port, and stops it again.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../../scripts/mcp-oauth', import.meta.url));
const STOPPED_WITHIN_MS = 10_000;
const READY_WITHIN_MS = 300_000; // the launcher builds the product first when it must

/** Answers `{issuer, inspector, stop}`. JUDGES_ISSUER names a broker that runs already. */
export async function startBroker() {
  if (process.env.JUDGES_ISSUER) return { issuer: process.env.JUDGES_ISSUER, async stop() {} };
  return startOwnBroker([]);
}

/**
 * A broker with more arguments than the usual ones, never one that runs already. A folder that is
 * given stays when the broker stops.
 */
export async function startOwnBroker(more, folder) {
  const dataDir = folder ?? mkdtempSync(join(tmpdir(), 'mcp-oauth-judges-'));
  const child = spawn(
    LAUNCHER,
    ['serve', '--demo', '--port', '0', '--json', '--data-dir', join(dataDir, 'data'), ...more],
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  let log = '';
  child.stderr.on('data', (bytes) => (log = (log + bytes).slice(-4000)));
  const ended = new Promise((resolve) => child.once('close', resolve));
  const signal = (name) => {
    try {
      process.kill(-child.pid, name);
    } catch {
      // it is gone already
    }
  };
  const remove = () => folder ?? rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  const abandon = () => (signal('SIGKILL'), remove());
  const stop = async () => {
    signal('SIGTERM');
    const late = setTimeout(() => signal('SIGKILL'), STOPPED_WITHIN_MS);
    await ended;
    clearTimeout(late);
    process.off('exit', abandon);
    remove();
  };
  process.on('exit', abandon);
  try {
    const issuer = await firstIssuer(child);
    while (!/inspector +http/.test(log)) await new Promise((resolve) => child.stderr.once('data', resolve));
    return { issuer, inspector: /inspector +(http\S+)/.exec(log)[1], stop };
  } catch (problem) {
    await stop();
    throw new Error(`${problem.message}\n${log}`);
  }
}

function firstIssuer(child) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the broker is not ready')), READY_WITHIN_MS);
    const settle = (how, what) => (clearTimeout(late), how(what));
    child.on('error', (problem) => settle(reject, problem));
    child.on('exit', (code) => settle(reject, new Error(`the broker ended with exit ${code}`)));
    createInterface({ input: child.stdout }).once('line', (line) => {
      try {
        settle(resolve, JSON.parse(line).issuer);
      } catch {
        settle(reject, new Error(`the first line is no ready event: ${line}`));
      }
    });
  });
}
