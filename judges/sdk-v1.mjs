// The official TypeScript SDK, version 1.
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as Transport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { login } from './lib/mcp-login.mjs';

const sdk = {
  Client,
  Transport,
  UnauthorizedError,
  finish: (transport, parameters) => transport.finishAuth(parameters.get('code')),
};

export default ['none', 'client_secret_basic', 'client_secret_post'].map((method) => ({
  name: `sdk-v1 ${method}`,
  run: (issuer) => login(issuer, sdk, method),
}));
