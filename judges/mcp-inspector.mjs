// The MCP Inspector's command line, set up by the configuration that `client snippet` prints.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { freePort } from './lib/child.mjs';
import { approve, snippet, withBroker } from './lib/snippet.mjs';

const PACKAGE = createRequire(import.meta.url).resolve('@modelcontextprotocol/inspector/package.json');
const INSPECTOR = join(dirname(PACKAGE), 'clients/launcher/build/index.js');

/** One run of the Inspector; its home, with the tokens that it keeps, is `folder`. */
function inspect(folder, port, ...args) {
  const child = spawn(
    process.execPath,
    [INSPECTOR, '--cli', '--config', join(folder, 'mcp.json'), '--server', 'mcp', '--format', 'json', ...args],
    {
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        BROWSER: 'true',
        MCP_AUTO_OPEN_ENABLED: 'true',
        MCP_INSPECTOR_SECRET_STORE: 'file',
        MCP_OAUTH_CALLBACK_URL: `http://127.0.0.1:${port}/oauth/callback`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const logins = [];
  let out = '';
  let log = '';
  child.stdout.on('data', (bytes) => (out += bytes));
  child.stderr.on('data', (bytes) => {
    log += bytes;
    const asked = /navigate to:\s+(http\S+)\s/.exec(log);
    if (asked && logins.length === 0) logins.push({ url: asked[1], done: approve(asked[1]) });
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', async (code) => {
      try {
        await Promise.all(logins.map(({ done }) => done));
        assert.equal(code, 0, log.slice(-1500));
        resolve({ answer: JSON.parse(out), logins: logins.map(({ url }) => new URL(url).searchParams) });
      } catch (problem) {
        reject(problem);
      }
    });
  });
}

async function withSnippet(folder) {
  const config = await snippet('inspector', folder);
  writeFileSync(join(folder, 'mcp.json'), JSON.stringify(config));
  const port = await freePort();
  const listed = await inspect(folder, port, '--method', 'tools/list');
  assert.ok(JSON.stringify(listed.answer).includes('whoami'), JSON.stringify(listed.answer));
  const [login] = listed.logins;
  assert.equal(login.get('client_id'), config.mcpServers.mcp.oauth.clientId, 'our registration is used');
  assert.equal(login.get('resource'), config.mcpServers.mcp.url);
  const called = await inspect(folder, port, '--method', 'tools/call', '--tool-name', 'whoami');
  assert.match(JSON.stringify(called.answer), /You are \w+/);
  assert.equal(called.logins.length, 0, 'its stored token works');
  return 'login as the registered client, tools/list, and a call without another login';
}

export default [{ name: 'mcp-inspector with client snippet', run: () => withBroker(withSnippet) }];
