// oauth4webapi: a strict OAuth client library that checks every answer against the RFCs.
import assert from 'node:assert/strict';
import * as oauth from 'oauth4webapi';
import { Browser } from './lib/browser.mjs';

const REDIRECT_URI = 'http://127.0.0.1:53120/callback';
const OPTIONS = { [oauth.allowInsecureRequests]: true };
const PROOFS = {
  none: () => oauth.None(),
  client_secret_basic: (secret) => oauth.ClientSecretBasic(secret),
  client_secret_post: (secret) => oauth.ClientSecretPost(secret),
};

async function discover(issuer) {
  const url = new URL(issuer);
  const response = await oauth.discoveryRequest(url, { ...OPTIONS, algorithm: 'oauth2' });
  return oauth.processDiscoveryResponse(url, response);
}

async function register(server, method) {
  const metadata = {
    client_name: `judge ${method}`,
    redirect_uris: [REDIRECT_URI],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: method,
  };
  return oauth.processDynamicClientRegistrationResponse(
    await oauth.dynamicClientRegistrationRequest(server, metadata, OPTIONS),
  );
}

/** Asks for a code in a browser; `press` is what the user does with the consent page. */
async function authorize(server, client, resource, press = 'approve') {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const url = new URL(server.authorization_endpoint);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: REDIRECT_URI,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    resource,
  });
  const callback = await new Browser()[press](url, REDIRECT_URI);
  return { verifier, parameters: oauth.validateAuthResponse(server, client, callback, state) };
}

async function call(resource, token) {
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
  };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });
  return (await fetch(resource, { method: 'POST', headers, body })).status;
}

async function login(issuer, method) {
  const server = await discover(issuer);
  const client = await register(server, method);
  const auth = PROOFS[method](client.client_secret);
  const resource = `${issuer}/mcp`;
  const options = { ...OPTIONS, additionalParameters: { resource } };

  const { verifier, parameters } = await authorize(server, client, resource);
  const first = await oauth.processAuthorizationCodeResponse(
    server,
    client,
    await oauth.authorizationCodeGrantRequest(
      ...[server, client, auth, parameters, REDIRECT_URI, verifier, options],
    ),
  );
  assert.notEqual(await call(resource, first.access_token), 401);
  const second = await oauth.processRefreshTokenResponse(
    server,
    client,
    await oauth.refreshTokenGrantRequest(server, client, auth, first.refresh_token, options),
  );
  assert.notEqual(second.access_token, first.access_token);

  const active = async (token) => {
    const response = await oauth.introspectionRequest(server, client, auth, token, OPTIONS);
    return (await oauth.processIntrospectionResponse(server, client, response)).active;
  };
  if (method !== 'none') assert.equal(await active(second.access_token), true);
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(server, client, auth, second.refresh_token, OPTIONS),
  );
  if (method !== 'none') assert.equal(await active(second.access_token), false);
  assert.equal(await call(resource, second.access_token), 401, 'revoked means refused');
  return 'iss, PKCE, login, call, refresh, introspection, revocation';
}

async function denied(issuer) {
  const server = await discover(issuer);
  const client = await register(server, 'none');
  await assert.rejects(authorize(server, client, `${issuer}/mcp`, 'deny'), (problem) => {
    assert.equal(problem.error, 'access_denied');
    return true;
  });
  return 'Deny comes back as access_denied with state and iss';
}

export default [
  ...Object.keys(PROOFS).map((method) => ({
    name: `oauth4webapi ${method}`,
    run: (issuer) => login(issuer, method),
  })),
  { name: 'oauth4webapi deny', run: denied },
];
