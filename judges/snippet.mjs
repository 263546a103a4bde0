// The TypeScript and Python servers of docs/protected-tools.md, taken from the page and run as they stand.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as Transport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { startOwnBroker } from './lib/broker.mjs';
import { freePort, startProgram } from './lib/child.mjs';
import { connected } from './lib/mcp-login.mjs';

const PAGE = fileURLToPath(new URL('../docs/protected-tools.md', import.meta.url));
// beside the packages that it imports
const FOLDER = fileURLToPath(new URL('./node_modules/.snippet', import.meta.url));
const sdk = {
  Client,
  Transport,
  UnauthorizedError,
  finish: (transport, parameters) => transport.finishAuth(parameters.get('code')),
};

const PYTHON = fileURLToPath(new URL('./node_modules/.python/bin/python', import.meta.url));

/** How the server of a language is written to a file and which program runs it. */
const LANGUAGES = {
  ts: { name: 'TypeScript', file: 'server.mjs', program: process.execPath, change: stripTypeScriptTypes },
  python: { name: 'Python', file: 'server.py', program: PYTHON, change: (code) => code },
};

function snippet(language) {
  const { file, change } = LANGUAGES[language];
  const fence = new RegExp('```' + language + '\\n([\\s\\S]*?)```');
  const [, code] = fence.exec(readFileSync(PAGE, 'utf8')) ?? [];
  assert.ok(code, `the page has a server in ${language}`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, file), change(code));
  return join(FOLDER, file);
}

async function confidentialClient(issuer) {
  const answer = await fetch(`${issuer}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'notes server',
      redirect_uris: ['http://127.0.0.1/callback'],
      token_endpoint_auth_method: 'client_secret_basic',
    }),
  });
  assert.equal(answer.status, 201);
  return answer.json();
}

async function run(language) {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-oauth-snippet-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/mcp`;
  const config = join(folder, 'config.json');
  const configure = (notes) => writeFileSync(config, JSON.stringify({ resources: { notes } }));
  const notes = { url, scopes: ['notes:read', 'notes:write'] };
  configure(notes);
  const before = await startOwnBroker(['--config', config], folder);
  const self = await confidentialClient(before.issuer).finally(before.stop);
  configure({ ...notes, introspection_clients: [self.client_id] });
  const broker = await startOwnBroker(['--config', config], folder);
  let server;
  try {
    const env = {
      ISSUER: broker.issuer,
      RESOURCE: url,
      CLIENT_ID: self.client_id,
      CLIENT_SECRET: self.client_secret,
    };
    server = await startProgram(snippet(language), [], port, env, LANGUAGES[language].program);
    const { client, transport, provider } = await connected(broker.issuer, url, sdk);
    await client.connect(transport);
    const who = await client.callTool({ name: 'whoami', arguments: {} });
    assert.match(JSON.stringify(who.content), /demo:demo-/);
    await client.close();

    const token = provider.saved.access_token;
    const ping = (bearer) =>
      fetch(url, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${bearer}`,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
        },
        body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
      });
    assert.equal((await ping(token)).status, 200);
    const revoked = await fetch(`${broker.issuer}/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token, client_id: provider.client.client_id }),
    });
    assert.equal(revoked.status, 200);
    const refused = await ping(token);
    assert.equal(refused.status, 401);
    assert.match(refused.headers.get('www-authenticate'), /resource_metadata=/);
    return `${LANGUAGES[language].name} from the page: 401, login, whoami, revoked token refused`;
  } finally {
    await server?.stop();
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export default Object.entries(LANGUAGES).map(([language, { name }]) => ({
  name: `snippet ${name} server with introspection`,
  run: () => run(language),
}));
