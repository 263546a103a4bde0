// mcp-remote, the bridge that desktop clients start, as a user sets it up: with its own registration,
// and with the configuration that `client snippet` prints.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { approve, inFolder, snippet, withBroker } from './lib/snippet.mjs';

const PROXY = fileURLToPath(new URL('./node_modules/mcp-remote/dist/proxy.js', import.meta.url));

/** The tool's answer through a bridge that keeps its tokens in `folder`. */
async function whoami(args, folder) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [PROXY, ...args],
    env: { PATH: process.env.PATH, HOME: folder, MCP_REMOTE_CONFIG_DIR: folder, BROWSER: 'true' },
    stderr: 'pipe',
  });
  const logins = [];
  let log = '';
  transport.stderr.on('data', (bytes) => {
    log += bytes;
    const asked = /authorize this client by visiting:\s+(http\S+)\s/.exec(log);
    if (asked && logins.length === 0) logins.push(approve(asked[1]));
  });
  const client = new Client({ name: 'judge', version: '1' });
  try {
    await client.connect(transport);
    const answer = await client.callTool({ name: 'whoami', arguments: {} });
    assert.ok(!answer.isError);
    await Promise.all(logins);
    return { text: answer.content[0].text, logins: logins.length };
  } catch (problem) {
    throw new Error(`${problem.message}: ${log.slice(-1500)}`);
  } finally {
    await client.close();
  }
}

async function twice(args, folder) {
  const first = await whoami(args, folder);
  assert.match(first.text, /You are \w+/);
  assert.equal(first.logins, 1);
  const again = await whoami(args, folder);
  assert.deepEqual(again, { text: first.text, logins: 0 }, 'its stored token works');
  return 'login, a call, and the same without a login after a restart';
}

/** What `client snippet` prints, as the arguments of npx. */
async function printed(folder) {
  const { command, args } = (await snippet('mcp-remote', folder)).mcpServers.mcp;
  assert.deepEqual([command, ...args.slice(0, 2)], ['npx', '-y', 'mcp-remote']);
  return args.slice(2);
}

export default [
  {
    name: 'mcp-remote registers itself',
    run: (issuer) => inFolder((folder) => twice([`${issuer}/mcp`], folder)),
  },
  {
    name: 'mcp-remote with client snippet',
    run: () => withBroker(async (folder) => twice(await printed(folder), folder)),
  },
];
