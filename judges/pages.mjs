// What people see, in a real browser: every page, with clicks, keys, the back button, two tabs.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { accessible, picture, withChrome } from './lib/chrome.mjs';

const secret = () => randomBytes(32).toString('base64url');

/** A registered client's next authorization request. */
export async function request(issuer, client, change = {}) {
  client.id ??= await register(issuer, client);
  const verifier = secret();
  const state = secret();
  const url = new URL(`${issuer}/authorize`);
  const parameters = {
    response_type: 'code',
    client_id: client.id,
    redirect_uri: client.redirectUri,
    scope: 'mcp:read',
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...change,
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return { url: url.toString(), state, verifier };
}

async function register(issuer, client) {
  const response = await fetch(`${issuer}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'Notes <b>& co</b>',
      redirect_uris: [client.redirectUri],
      token_endpoint_auth_method: 'none',
    }),
  });
  assert.equal(response.status, 201);
  return (await response.json()).client_id;
}

const back = (client) => client.answers.at(-1);
export const allow = (page) => page.getByRole('button', { name: 'Allow' }).click();
export const logIn = (page, user) => page.getByRole('button', { name: `Log in as ${user}` }).click();

export async function atClient(page) {
  await page.getByText('Back at the client').waitFor();
}

async function inNewContext(browser, work, options = {}) {
  const context = await browser.newContext(options);
  try {
    return await work(await context.newPage(), context);
  } finally {
    await context.close();
  }
}

async function wholeLogin(issuer, { browser, client }) {
  await inNewContext(browser, async (page, context) => {
    const { url, state } = await request(issuer, client);
    const first = await page.goto(url);
    assert.match(first.headers()['content-security-policy'], /frame-ancestors 'none'/);
    assert.equal(await page.locator('b').count(), 0, 'the name of a client is text');
    await page.getByText('Notes <b>& co</b>').first().waitFor();
    await accessible(page, 'consent');
    const before = await context.cookies();
    assert.ok(before.length > 0 && before.every((c) => c.httpOnly && c.sameSite !== 'None'));
    await allow(page);
    await logIn(page, 'alice');
    await atClient(page);
    assert.equal(back(client).get('state'), state);
    assert.equal(back(client).get('iss'), issuer);
    assert.ok(back(client).get('code'));
  });
  return 'consent, login, back with code, state and iss';
}

async function keyboard(issuer, { browser, client }) {
  await inNewContext(browser, async (page) => {
    const { url, state } = await request(issuer, client);
    await page.goto(url);
    await tabTo(page, 'Allow');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Log in as bob' }).waitFor();
    await tabTo(page, 'Log in as bob');
    await page.keyboard.press('Enter');
    await atClient(page);
    assert.equal(back(client).get('state'), state);
  });
  return 'no mouse is needed';
}

async function tabTo(page, name) {
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => document.activeElement?.textContent?.trim());
    if (focused === name) return;
  }
  throw new Error(`the keyboard does not get to ${name}`);
}

async function deny(issuer, { browser, client }) {
  await inNewContext(browser, async (page) => {
    const { url, state } = await request(issuer, client);
    await page.goto(url);
    await page.getByRole('button', { name: 'Deny' }).click();
    await atClient(page);
    assert.equal(back(client).get('error'), 'access_denied');
    assert.equal(back(client).get('state'), state);
  });
  return 'access_denied with state';
}

async function backButton(issuer, { browser, client }) {
  await inNewContext(browser, async (page) => {
    const { url } = await request(issuer, client);
    await page.goto(url);
    await allow(page);
    await page.getByRole('button', { name: 'Log in as alice' }).waitFor();
    await page.goBack();
    await allow(page);
    await logIn(page, 'alice');
    await atClient(page);
    assert.ok(back(client).get('code'));
  });
  return 'after the way back, Allow leads on again';
}

async function doubleSubmit(issuer, { browser, client }) {
  await inNewContext(browser, async (page, context) => {
    const { url } = await request(issuer, client);
    await page.goto(url);
    const both = await Promise.all([1, 2].map(() => approveByHand(issuer, page, context)));
    const statuses = both.map((answer) => answer.status()).sort();
    assert.deepEqual(statuses, [302, 302]);
    const states = both.map((answer) => new URL(answer.headers().location).searchParams.get('state'));
    assert.equal(new Set(states).size, 2, 'each way to the service has a state of its own');
  });
  return 'both lead on; each has a state of its own, and the last one is good';
}

async function twoTabs(issuer, { browser, client }) {
  await inNewContext(browser, async (page, context) => {
    const one = await request(issuer, client);
    const two = await request(issuer, client);
    const other = await context.newPage();
    await page.goto(one.url);
    await other.goto(two.url);
    for (const [tab, { state }] of [[page, one], [other, two]]) {
      await allow(tab);
      await logIn(tab, 'alice');
      await atClient(tab);
      assert.equal(back(client).get('state'), state);
    }
  });
  return 'each tab ends its own login';
}

/** The consent form of the page, sent by hand: where the broker sends the browser then. */
async function approveByHand(issuer, page, context) {
  const form = await page.evaluate(() =>
    Object.fromEntries([...document.querySelectorAll('input[type=hidden]')].map((i) => [i.name, i.value])));
  return context.request.post(`${issuer}/consent`, {
    form: { ...form, decision: 'approve' },
    headers: { origin: issuer },
    maxRedirects: 0,
  });
}

async function otherBrowser(issuer, { browser, client }) {
  const { url } = await request(issuer, client);
  await inNewContext(browser, async (page, context) => {
    await page.goto(url);
    const sent = await approveByHand(issuer, page, context);
    const service = new URL(sent.headers().location);
    const body = new URLSearchParams(service.search);
    body.set('user', 'alice');
    const loggedIn = await fetch(`${service.origin}/login`, { method: 'POST', body, redirect: 'manual' });
    await inNewContext(browser, async (stranger) => {
      const answer = await stranger.goto(loggedIn.headers.get('location'));
      assert.ok(answer.status() >= 400 && answer.status() < 500);
      assert.ok(stranger.url().startsWith(issuer), 'nothing goes to the client');
      await accessible(stranger, 'other-browser');
    });
  });
  return 'the way back works only in the browser that said yes';
}

async function badRequests(issuer, { browser, client }) {
  await inNewContext(browser, async (page) => {
    for (const [name, change] of [
      ['unknown-client', { client_id: 'nobody' }],
      ['wrong-redirect', { redirect_uri: 'https://evil.example/callback' }],
    ]) {
      const { url } = await request(issuer, client, change);
      const answer = await page.goto(url);
      assert.ok(answer.status() >= 400 && answer.status() < 500, `${name}: ${answer.status()}`);
      assert.ok(page.url().startsWith(issuer), 'nobody is sent anywhere');
      await accessible(page, name);
    }
  });
  return 'a page, no redirect, no axe violation';
}

async function phone(issuer, { browser, client }) {
  const options = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
  await inNewContext(browser, async (page) => {
    const { url } = await request(issuer, client);
    await page.goto(url);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `the page is ${width} wide`);
    await page.screenshot({ path: picture('consent-phone'), fullPage: true });
    await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    await page.screenshot({ path: picture('consent-rtl'), fullPage: true });
  }, options);
  return 'fits 360 pixels';
}

const CASES = { wholeLogin, keyboard, deny, backButton, doubleSubmit, twoTabs, otherBrowser, badRequests, phone };

export default Object.entries(CASES).map(([name, run]) => ({
  name: `pages ${name}`,
  run: (issuer) => withChrome((browser) => run(issuer, browser)),
}));
