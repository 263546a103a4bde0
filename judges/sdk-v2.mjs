// The official TypeScript SDK, version 2: it also validates `iss` itself.
import {
  Client,
  StreamableHTTPClientTransport as Transport,
  UnauthorizedError,
} from '@modelcontextprotocol/client';
import { login } from './lib/mcp-login.mjs';

const sdk = {
  Client,
  Transport,
  UnauthorizedError,
  finish: (transport, parameters) => transport.finishAuth(parameters),
};

export default ['none', 'client_secret_basic', 'client_secret_post'].map((method) => ({
  name: `sdk-v2 ${method}`,
  run: (issuer) => login(issuer, sdk, method),
}));
