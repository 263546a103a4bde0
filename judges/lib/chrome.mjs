// A real browser: Debian's chromium, driven by playwright-core. Pages are checked by axe-core and
// kept as pictures.
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

const PICTURES = fileURLToPath(new URL('../../target/screenshots/', import.meta.url));
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Runs `work({browser, client})` with a browser and a client's callback server. */
export async function withChrome(work) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: FLAGS,
  });
  const client = await startClient();
  try {
    return await work({ browser, client });
  } finally {
    await browser.close();
    client.close();
  }
}

/** A client's callback: every answer that a browser brought is kept. */
async function startClient() {
  const answers = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://127.0.0.1');
    if (url.pathname === '/callback') answers.push(url.searchParams);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end('<!doctype html><html lang="en"><title>client</title><h1>Back at the client</h1>');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    redirectUri: `http://127.0.0.1:${server.address().port}/callback`,
    answers,
    close: () => server.close(),
  };
}

/** No violation of any rule of axe-core, in light and in dark. */
export async function accessible(page, name) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: picture(`${name}-${colorScheme}`), fullPage: true });
    assert.ok(!(await page.content()).includes('\ufffd'), `${name} is not UTF-8`);
    // evaluated from outside the page: the page's own policy forbids scripts
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document));
    assert.deepEqual(
      violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.html).join(' ')}`),
      [],
      `${name} in ${colorScheme}`,
    );
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

export function picture(name) {
  mkdirSync(PICTURES, { recursive: true });
  return `${PICTURES}${name}.png`;
}
