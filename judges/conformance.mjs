// The official conformance suite in its `authorization` mode, with a client id: without one its
// grant scenario is skipped.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Browser } from './lib/browser.mjs';

// Warnings that are known and meant: none.
const KNOWN_WARNINGS = [];

const SUITE = fileURLToPath(import.meta.resolve('@modelcontextprotocol/conformance/dist/index.js'));

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// The suite sends no secret once the server lists `none`, so it judges a public client.
async function register(issuer, redirectUri) {
  const response = await fetch(`${issuer}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'conformance suite',
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: 'none',
    }),
  });
  assert.equal(response.status, 201, 'registration');
  return (await response.json()).client_id;
}

async function run(issuer, extra) {
  const port = await freePort();
  const redirectUri = `http://127.0.0.1:${port}/callback`;
  const clientId = await register(issuer, redirectUri);
  const results = mkdtempSync(join(tmpdir(), 'mcp-oauth-conformance-'));
  const flags = ['--url', issuer, '--client-id', clientId, '--port', String(port)];
  const suite = spawn(
    process.execPath,
    [SUITE, 'authorization', ...flags, '-o', results, ...extra],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    await drive(suite, redirectUri);
    return verdict(results);
  } finally {
    suite.kill();
    rmSync(results, { recursive: true, force: true });
  }
}

/** Opens the address that the suite prints for a human. */
async function drive(suite, redirectUri) {
  const ended = new Promise((resolve) => suite.once('close', resolve));
  for await (const line of createInterface({ input: suite.stdout })) {
    if (!/^http\S*[?&]response_type=code/.test(line)) continue;
    await fetch(await new Browser().approve(line.trim(), redirectUri));
  }
  assert.equal(await ended, 0, "the suite's exit code");
}

function verdict(results) {
  const files = readdirSync(results, { recursive: true }).filter((f) => f.endsWith('checks.json'));
  const checks = files.flatMap((file) => JSON.parse(readFileSync(join(results, file))));
  const bad = checks.filter((check) => check.status !== 'SUCCESS');
  assert.deepEqual(bad.map((check) => `${check.id} ${check.status}`), KNOWN_WARNINGS);
  assert.ok(checks.some((check) => check.id === 'authorization-code-grant'), 'the grant ran');
  return checks.map((check) => check.id).join(', ');
}

export default [
  { name: 'conformance authorization', run: (issuer) => run(issuer, []) },
  {
    name: 'conformance authorization with a resource',
    run: (issuer) => run(issuer, ['--resource', `${issuer}/mcp`]),
  },
];
