// Real MCP servers from npm behind the gateway, called by the official client after a whole login.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as Transport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema,
  LoggingMessageNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { startOwnBroker } from './lib/broker.mjs';
import { freePort, startProgram } from './lib/child.mjs';
import { connected } from './lib/mcp-login.mjs';

const sdk = {
  Client,
  Transport,
  UnauthorizedError,
  finish: (transport, parameters) => transport.finishAuth(parameters.get('code')),
};
const program = (name) =>
  fileURLToPath(new URL(`./node_modules/@modelcontextprotocol/${name}/dist/index.js`, import.meta.url));
const text = (answer) => answer.content.map((part) => part.text ?? '').join('\n');

/** Runs a case against a broker with these arguments, and stops everything again. */
const withBroker = (args, work) => async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-oauth-gateway-'));
  writeFileSync(join(folder, 'hello.txt'), 'hello from a file');
  const port = await freePort();
  const server = await startProgram(program('server-everything'), ['streamableHttp'], port);
  let broker;
  try {
    broker = await startOwnBroker(args({ port, folder }));
    return await work({ issuer: broker.issuer, folder });
  } finally {
    await broker?.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Everything that server-everything does, in whichever way it is reached. */
async function useEverything(issuer, url) {
  const { client, transport, provider } = await connected(issuer, url, sdk, { sampling: {} });
  client.setRequestHandler(CreateMessageRequestSchema, async () => ({
    model: 'judge',
    role: 'assistant',
    content: { type: 'text', text: 'sampled by the judge' },
  }));
  const logged = new Promise((resolve) =>
    client.setNotificationHandler(LoggingMessageNotificationSchema, resolve),
  );
  await client.connect(transport);
  const names = (await client.listTools()).tools.map((tool) => tool.name);
  assert.ok(names.includes('echo') && names.includes('trigger-sampling-request'), names.join());
  const said = await client.callTool({ name: 'echo', arguments: { message: 'judged' } });
  assert.match(text(said), /judged/);

  const progress = [];
  const long = { name: 'trigger-long-running-operation', arguments: { duration: 1, steps: 4 } };
  await client.callTool(long, undefined, { onprogress: (step) => progress.push(step.progress) });
  assert.deepEqual(progress, [1, 2, 3, 4]);

  const sampling = { name: 'trigger-sampling-request', arguments: { prompt: 'say', maxTokens: 9 } };
  assert.match(text(await client.callTool(sampling)), /sampled by the judge/);
  await client.callTool({ name: 'toggle-simulated-logging', arguments: {} });
  await logged;

  const env = text(await client.callTool({ name: 'get-env', arguments: {} }));
  const { access_token: token } = provider.saved;
  assert.ok(!env.includes(token), 'the MCP token stays at the broker');
  assert.ok(transport.sessionId, 'there is a session');
  await transport.terminateSession();
  await client.close();
  return { env, token };
}

async function overHttp({ issuer }) {
  const { env, token } = await useEverything(issuer, `${issuer}/everything`);
  assert.ok(!env.includes('demo_at_'));
  await resume(`${issuer}/everything`, token);
  return 'login, tools, progress, sampling, log messages, session ended, a stream resumed';
}

/** Asks for what came after the first event of an answer once more, with Last-Event-ID. */
async function resume(url, token) {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2025-11-25',
  };
  const post = (message) =>
    fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify({ jsonrpc: '2.0', ...message }),
    });
  const params = {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'judge', version: '1' },
  };
  const begun = await post({ id: 1, method: 'initialize', params });
  headers['mcp-session-id'] = begun.headers.get('mcp-session-id');
  await begun.text();
  await post({ method: 'notifications/initialized' });
  const echo = { name: 'echo', arguments: { message: 'twice' } };
  const answer = await (await post({ id: 2, method: 'tools/call', params: echo })).text();
  const [, first] = /^id: ?(\S+)/m.exec(answer);
  const broken = new AbortController();
  const again = await fetch(url, {
    headers: { ...headers, 'last-event-id': first },
    signal: broken.signal,
  });
  assert.equal(again.status, 200);
  await until(again.body, /twice[\s\S]*"id":2\b/);
  broken.abort();
  const ended = await fetch(url, { method: 'DELETE', headers });
  assert.equal(ended.status, 200);
}

/** Reads a stream until its text matches. */
async function until(body, pattern) {
  let seen = '';
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    seen += part;
    const found = pattern.exec(seen);
    if (found) return found;
  }
  throw new Error(`the stream ended: ${seen.slice(-500)}`);
}

async function onStandardStreams({ issuer, folder }) {
  const { env } = await useEverything(issuer, `${issuer}/program`);
  const variables = JSON.parse(env);
  assert.match(variables.MCP_OAUTH_SERVICE_TOKEN, /^demo_at_/);
  assert.match(variables.MCP_OAUTH_USER_ID, /^demo:/);
  const { client, transport } = await connected(issuer, `${issuer}/files`, sdk);
  await client.connect(transport);
  const path = join(folder, 'hello.txt');
  const read = await client.callTool({ name: 'read_text_file', arguments: { path } });
  assert.match(text(read), /hello from a file/);
  await client.close();
  return 'login, tools, progress, sampling, log messages, service token in the environment, a file';
}

export default [
  {
    name: 'gateway server-everything over HTTP',
    run: withBroker(({ port }) => ['--protect', `everything=http://127.0.0.1:${port}/mcp`], overHttp),
  },
  {
    name: 'gateway server-everything and server-filesystem on standard streams',
    run: withBroker(
      ({ folder }) => [
        '--protect-stdio',
        `program='${process.execPath}' '${program('server-everything')}' stdio`,
        '--protect-stdio',
        `files='${process.execPath}' '${program('server-filesystem')}' '${folder}'`,
      ],
      onStandardStreams,
    ),
  },
];
