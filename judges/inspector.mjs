// The flow inspector in a real browser: a good login and a failed one, live.
import assert from 'node:assert/strict';
import { accessible, withChrome } from './lib/chrome.mjs';
import { allow, atClient, logIn, request } from './pages.mjs';

async function seen(issuer, { inspector }, { browser, client }) {
  const context = await browser.newContext();
  const watcher = await context.newPage();
  const errors = [];
  watcher.on('pageerror', (problem) => errors.push(String(problem)));
  watcher.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
  await watcher.goto(inspector);
  await watcher.getByText('live', { exact: true }).waitFor();

  const user = await browser.newPage();
  const { url, verifier } = await request(issuer, client);
  await user.goto(url);
  await allow(user);
  await logIn(user, 'alice');
  await atClient(user);
  const exchange = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: client.answers.at(-1).get('code'),
      client_id: client.id,
      redirect_uri: client.redirectUri,
      code_verifier: verifier,
    }),
  });
  assert.equal(exchange.status, 200);
  const good = watcher.locator('#flows button', { hasText: 'tokens were issued' }).first();
  await good.click();
  for (const path of ['GET /authorize', 'POST /consent', 'GET /callback/demo', 'POST /token']) {
    await watcher.locator('#messages .label', { hasText: path }).first().waitFor();
  }
  await accessible(watcher, 'inspector-good');
  const text = await watcher.content();
  for (const secret of [verifier, client.answers.at(-1).get('code'), (await exchange.json()).access_token]) {
    assert.ok(!text.includes(secret), 'a secret is shown');
  }

  const wrong = await request(issuer, client, { code_challenge: undefined });
  await user.goto(wrong.url);
  await watcher.locator('#flows button', { hasText: 'S256 code_challenge' }).first().click();
  await watcher.getByText('code_challenge_method=S256').first().waitFor();
  await watcher.locator('.rules .failed', { hasText: 'RFC 7636' }).first().waitFor();
  await watcher.locator('.rules .failed', { hasText: '✗' }).first().waitFor();
  await accessible(watcher, 'inspector-bad');
  await watcher.locator('#filter').fill('nothing is called so');
  assert.equal(await watcher.locator('#flows li').count(), 0);
  assert.deepEqual(errors, []);

  const stranger = await browser.newPage();
  assert.equal((await stranger.goto(`${issuer}/inspector`)).status(), 403);
  return 'a good and a failed login, live, with rule and fix; no secret, no axe violation';
}

export default [
  {
    name: 'inspector seen',
    run: (issuer, broker) => withChrome((chrome) => seen(issuer, broker, chrome)),
  },
];
