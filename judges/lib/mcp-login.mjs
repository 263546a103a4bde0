// One whole login as an MCP client makes it. The official SDK does all the OAuth; this only keeps
// what the SDK hands it, and lends it a browser.
import assert from 'node:assert/strict';
import { Browser } from './browser.mjs';

const REDIRECT_URI = 'http://127.0.0.1:53119/callback';

class MemoryProvider {
  redirects = [];
  constructor(method) {
    this.clientMetadata = {
      client_name: `judge ${method}`,
      redirect_uris: [REDIRECT_URI],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: method,
    };
    this.expectedState = crypto.randomUUID();
    this.hasSecret = method !== 'none';
  }
  get redirectUrl() {
    return REDIRECT_URI;
  }
  state() {
    return this.expectedState;
  }
  clientInformation() {
    return this.client;
  }
  saveClientInformation(client) {
    this.client = client;
  }
  tokens() {
    return this.saved;
  }
  saveTokens(tokens) {
    this.saved = tokens;
  }
  saveCodeVerifier(verifier) {
    this.verifier = verifier;
  }
  codeVerifier() {
    return this.verifier;
  }
  saveDiscoveryState(state) {
    this.discovery = state;
  }
  discoveryState() {
    return this.discovery;
  }
  redirectToAuthorization(url) {
    this.redirects.push(url);
  }
}

/** How a token request proved who sent it. */
function proof(init) {
  if (new Headers(init.headers).get('authorization')?.startsWith('Basic ')) {
    return 'client_secret_basic';
  }
  const body = new URLSearchParams(String(init.body));
  return body.has('client_secret') ? 'client_secret_post' : 'none';
}

/** From the 401 of the MCP server to tokens in the provider. */
async function logIn(issuer, sdk, provider, first) {
  await assert.rejects(first.client.connect(first.transport), sdk.UnauthorizedError);
  assert.equal(provider.redirects.length, 1, 'the 401 led to one authorization request');
  assert.equal(Boolean(provider.client.client_secret), provider.hasSecret);
  const callback = await new Browser().approve(provider.redirects[0], REDIRECT_URI);
  assert.equal(callback.searchParams.get('state'), provider.expectedState);
  assert.equal(callback.searchParams.get('iss'), issuer);
  await sdk.finish(first.transport, callback.searchParams);
}

/** A client of the official SDK, logged in at the MCP server of `url` as a public client. */
export async function connected(issuer, url, sdk, capabilities = {}) {
  const provider = new MemoryProvider('none');
  const open = () => ({
    client: new sdk.Client({ name: 'judge', version: '1' }, { capabilities }),
    transport: new sdk.Transport(new URL(url), { authProvider: provider }),
  });
  await logIn(issuer, sdk, provider, open());
  const { client, transport } = open();
  return { client, transport, provider };
}

/** `sdk` is `{Client, Transport, UnauthorizedError, finish(transport, parameters)}`. */
export async function login(issuer, sdk, method) {
  const provider = new MemoryProvider(method);
  const proofs = new Set();
  const watch = (url, init) => {
    if (new URL(url).pathname === '/token') proofs.add(proof(init));
    return fetch(url, init);
  };
  const open = () => ({
    client: new sdk.Client({ name: 'judge', version: '1' }),
    transport: new sdk.Transport(new URL(`${issuer}/mcp`), {
      authProvider: provider,
      fetch: watch,
    }),
  });

  await logIn(issuer, sdk, provider, open());
  const { client, transport } = open();
  await client.connect(transport);
  await useTools(client);
  const before = provider.saved;
  assert.ok(before.refresh_token, 'a refresh token came with the access token');
  provider.saved = { ...before, access_token: 'dropped' };
  await useTools(client);
  const after = provider.saved;
  assert.notEqual(after.access_token, before.access_token);
  assert.notEqual(after.access_token, 'dropped');
  assert.notEqual(after.refresh_token, before.refresh_token, 'the refresh token was rotated');
  assert.equal(provider.redirects.length, 1, 'the refresh asked nobody');
  assert.deepEqual([...proofs], [method]);
  await client.close();
  return 'discovery, registration, PKCE, login, two calls, refresh, two calls';
}

async function useTools(client) {
  const { tools } = await client.listTools();
  const echo = tools.find((tool) => tool.name === 'echo');
  assert.ok(echo && tools.some((tool) => tool.name === 'whoami'), 'the demo tools are listed');
  const [argument] = Object.keys(echo.inputSchema.properties);
  const said = await client.callTool({ name: 'echo', arguments: { [argument]: 'judged' } });
  assert.match(JSON.stringify(said.content), /judged/);
  const who = await client.callTool({ name: 'whoami', arguments: {} });
  assert.ok(!who.isError && who.content.length > 0, 'whoami knows the user');
}
