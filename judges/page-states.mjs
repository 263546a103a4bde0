// The pages that a usual login does not show: choice of a service, known account, success, denied,
// expired, cancelled. Each is checked by axe-core and kept as a picture.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startOwnBroker } from './lib/broker.mjs';
import { accessible, withChrome } from './lib/chrome.mjs';
import { allow, atClient, logIn, request } from './pages.mjs';

const LAUNCHER = fileURLToPath(new URL('../scripts/mcp-oauth', import.meta.url));
const CORP = {
  preset: 'oauth2',
  client_id: 'judge',
  authorize_url: 'https://corp.example/authorize',
  token_url: 'https://corp.example/token',
  userinfo_url: 'https://corp.example/me',
  user_id: '/id',
};

/** A case with a broker of its own, whose settings are these. */
const withSettings = (settings, work) => () =>
  withChrome(async (chrome) => {
    const folder = mkdtempSync(join(tmpdir(), 'mcp-oauth-pages-'));
    const config = join(folder, 'mcp-oauth.json');
    writeFileSync(config, JSON.stringify(settings));
    const broker = await startOwnBroker(['--config', config], folder);
    try {
      const context = await chrome.browser.newContext();
      return await work({ ...chrome, issuer: broker.issuer, folder, context, page: await context.newPage() });
    } finally {
      await broker.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });

const heading = (page, name) => page.getByRole('heading', { name, exact: true }).waitFor();

async function choice({ issuer, client, page }) {
  await page.goto((await request(issuer, client)).url);
  await heading(page, 'Where do you want to log in?');
  await page.getByRole('button', { name: 'corp' }).waitFor();
  await accessible(page, 'chooser');
  await page.getByRole('button', { name: 'demo' }).click();
  await allow(page);
  await logIn(page, 'alice');
  await atClient(page);
  return 'a choice of two services, then the login';
}

async function knownAccount({ issuer, client, page }) {
  await page.goto((await request(issuer, client)).url);
  await allow(page);
  await logIn(page, 'alice');
  await atClient(page);
  const again = await request(issuer, client);
  await page.goto(again.url);
  await page.getByLabel(/Continue as alice/).check();
  await accessible(page, 'account-picker');
  await allow(page);
  await logIn(page, 'alice');
  await atClient(page);
  assert.equal(client.answers.at(-1).get('state'), again.state);
  return 'the account of before is offered';
}

/** What `mcp-oauth login demo` prints as the link to open. */
function loginLink(folder) {
  const child = spawn(
    LAUNCHER,
    ['login', 'demo', '--browser', 'none', '--force', '--wait', '1m', '--data-dir', join(folder, 'data'), '--config', join(folder, 'mcp-oauth.json')],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = new Promise((resolve) => child.once('close', resolve));
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (bytes) => {
      said += bytes;
      const link = /http:\S+\/login\/\S+/.exec(said);
      if (link) resolve({ link: link[0], ended });
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    ended.then((code) => reject(new Error(`login ended with ${code}: ${said}`)));
  });
}

async function commandLine({ page, folder }) {
  const good = await loginLink(folder);
  await page.goto(good.link);
  await logIn(page, 'bob');
  await heading(page, 'You are logged in');
  await accessible(page, 'success');
  assert.equal(await good.ended, 0);
  await page.goto(good.link);
  await heading(page, 'This step was done already');
  await accessible(page, 'used');

  const refused = await loginLink(folder);
  await page.goto(refused.link);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await heading(page, 'Access was not given');
  await accessible(page, 'denied');
  assert.equal(await refused.ended, 7);
  return 'login by the command line: success, the link again, and a no at the service';
}

async function tooLate({ issuer, client, page }) {
  await page.goto((await request(issuer, client)).url);
  // the time that is waited for is the broker's own: its logins end after two seconds
  await new Promise((resolve) => setTimeout(resolve, 2500));
  await allow(page);
  await heading(page, 'This login has expired');
  await accessible(page, 'expired');
  return 'an answer after its time gets a page that says so';
}

const CASES = {
  choice: withSettings({ providers: { corp: CORP } }, choice),
  knownAccount: withSettings({}, knownAccount),
  commandLine: withSettings({}, commandLine),
  tooLate: withSettings({ tokens: { pending_ttl: 2 } }, tooLate),
};

export default Object.entries(CASES).map(([name, run]) => ({ name: `page-states ${name}`, run }));
