// node-oidc-provider, every write on disk first; it logs everybody in as alice and asks nothing.
import http from 'node:http';
import Provider from 'oidc-provider';
import { sqlite } from './lib/store.mjs';

const store = await sqlite();

class Adapter {
  constructor(model) {
    this.model = model;
  }
  async upsert(id, payload) {
    store.atomically(() => {
      store.set(`${this.model}:${id}`, payload);
      if (payload.uid) store.set(`uid:${payload.uid}`, id);
      if (payload.grantId) {
        const key = `grant:${payload.grantId}`;
        store.set(key, [...(store.get(key) ?? []).slice(-20), `${this.model}:${id}`]);
      }
    });
  }
  async find(id) {
    return store.get(`${this.model}:${id}`);
  }
  async findByUid(uid) {
    return this.find(store.get(`uid:${uid}`));
  }
  async findByUserCode() {
    return undefined;
  }
  async consume(id) {
    const row = store.get(`${this.model}:${id}`);
    store.set(`${this.model}:${id}`, { ...row, consumed: Math.floor(Date.now() / 1000) });
  }
  async destroy(id) {
    store.take(`${this.model}:${id}`);
  }
  async revokeByGrantId(grantId) {
    for (const key of store.take(`grant:${grantId}`) ?? []) store.take(key);
  }
}

const server = http.createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    adapter: Adapter,
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true },
    },
    scopes: ['openid', 'offline_access'],
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    clientDefaults: { application_type: 'native' },
    cookies: { keys: ['bench'] },
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: async (ctx, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
  });
  const callback = provider.callback();
  server.on('request', async (req, res) => {
    if (req.url === '/healthz') {
      res.setHeader('content-type', 'application/json');
      res.end('{"status":"ok"}');
    } else if (req.url.startsWith('/interaction/')) {
      const { params, grantId } = await provider.interactionDetails(req, res);
      const grant = grantId
        ? await provider.Grant.find(grantId)
        : new provider.Grant({ accountId: 'alice', clientId: params.client_id });
      grant.addOIDCScope('openid offline_access');
      const consent = { grantId: await grant.save() };
      await provider.interactionFinished(req, res, { login: { accountId: 'alice' }, consent });
    } else {
      callback(req, res);
    }
  });
  console.log(`ready ${issuer}`);
});
