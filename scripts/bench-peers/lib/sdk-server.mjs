// An authorization server of the official TypeScript SDK's own router, over a store. It asks nobody
// and rotates refresh tokens.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import express from 'express';
import { mcpAuthRouter } from '@modelcontextprotocol/sdk/server/auth/router.js';
import { InvalidGrantError } from '@modelcontextprotocol/sdk/server/auth/errors.js';

const secret = () => randomBytes(32).toString('base64url');
const hash = (token) => createHash('sha256').update(token).digest('base64url');
const HOUR = 3600;

export function serve(store) {
  const issue = (clientId, scopes) => {
    const access = secret();
    const refresh = secret();
    const expiresAt = Math.floor(Date.now() / 1000) + HOUR;
    store.set(`a:${hash(access)}`, { clientId, scopes, expiresAt });
    store.set(`r:${hash(refresh)}`, { clientId, scopes });
    return {
      access_token: access,
      token_type: 'bearer',
      expires_in: HOUR,
      refresh_token: refresh,
      scope: scopes.join(' '),
    };
  };
  const spend = (kind, token, client) => {
    const row = store.take(`${kind}:${hash(token)}`);
    if (!row || row.clientId !== client.client_id) throw new InvalidGrantError('unknown');
    return row;
  };
  const provider = {
    clientsStore: {
      getClient: async (id) => store.get(`c:${id}`),
      registerClient: async (client) => {
        store.set(`c:${client.client_id}`, client);
        return client;
      },
    },
    async authorize(client, params, res) {
      const code = secret();
      const row = { clientId: client.client_id, scopes: params.scopes ?? [], challenge: params.codeChallenge };
      store.set(`k:${hash(code)}`, row);
      const target = new URL(params.redirectUri);
      target.searchParams.set('code', code);
      if (params.state) target.searchParams.set('state', params.state);
      res.redirect(target.toString());
    },
    async challengeForAuthorizationCode(client, code) {
      const row = store.get(`k:${hash(code)}`);
      if (!row) throw new InvalidGrantError('unknown');
      return row.challenge;
    },
    async exchangeAuthorizationCode(client, code) {
      return store.atomically(() => issue(client.client_id, spend('k', code, client).scopes));
    },
    async exchangeRefreshToken(client, token) {
      return store.atomically(() => issue(client.client_id, spend('r', token, client).scopes));
    },
    async verifyAccessToken(token) {
      const row = store.get(`a:${hash(token)}`);
      if (!row || row.expiresAt < Date.now() / 1000) throw new InvalidGrantError('unknown');
      return { token, ...row };
    },
  };

  const app = express();
  const http = app.listen(0, '127.0.0.1', () => {
    const issuer = `http://127.0.0.1:${http.address().port}`;
    const off = { rateLimit: false };
    app.get('/healthz', (req, res) => res.json({ status: 'ok' }));
    app.use(
      mcpAuthRouter({
        provider,
        issuerUrl: new URL(issuer),
        scopesSupported: ['mcp:read'],
        authorizationOptions: off,
        tokenOptions: off,
        clientRegistrationOptions: { ...off, clientIdGeneration: true },
        revocationOptions: off,
      }),
    );
    // as the SDK's demo server does it
    app.post('/introspect', express.urlencoded({ extended: false }), async (req, res) => {
      try {
        const info = await provider.verifyAccessToken(req.body.token);
        res.json({ active: true, client_id: info.clientId, scope: info.scopes.join(' '), exp: info.expiresAt });
      } catch {
        res.json({ active: false });
      }
    });
    console.log(`ready ${issuer}`);
  });
}
