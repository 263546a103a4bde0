// A browser without a window: keeps cookies, follows redirects, presses the buttons of the pages.

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text) {
  return text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name) => {
    if (/^#x/i.test(name)) return String.fromCodePoint(parseInt(name.slice(2), 16));
    if (name[0] === '#') return String.fromCodePoint(Number(name.slice(1)));
    return NAMED[name] ?? whole;
  });
}

function attributes(tag) {
  const found = {};
  for (const [, name, , double, single, bare] of tag.matchAll(
    /([\w-]+)(\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g,
  )) {
    found[name.toLowerCase()] ??= decode(double ?? single ?? bare ?? '');
  }
  return found;
}

function forms(html) {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, head, body]) => ({
    ...attributes(head),
    inputs: [...body.matchAll(/<input\b([^>]*)>/gi)].map(([, tag]) => attributes(tag)),
    buttons: [...body.matchAll(/<button\b([^>]*)>/gi)].map(([, tag]) => attributes(tag)),
  }));
}

export class Browser {
  #jars = new Map();

  /** Walks from `url` until a redirect to `redirectUri`, and answers with that whole address. */
  async approve(url, redirectUri) {
    return this.#walk(url, redirectUri, 'approve');
  }

  /** The same, pressing Deny on the consent page. */
  async deny(url, redirectUri) {
    return this.#walk(url, redirectUri, 'deny');
  }

  async #walk(url, redirectUri, decision) {
    let step = { url: new URL(url), init: {} };
    for (let hops = 0; hops < 20; hops++) {
      const response = await this.#send(step.url, step.init);
      if (response.status >= 300 && response.status < 400) {
        if (response.status > 303) throw new Error(`${response.status} would repeat a form`);
        const next = new URL(response.headers.get('location'), step.url);
        if (`${next.origin}${next.pathname}` === redirectUri) return next;
        step = { url: next, init: {} };
        continue;
      }
      const page = await response.text();
      if (response.status !== 200) {
        throw new Error(`${step.url.pathname} answered ${response.status}: ${page.slice(0, 300)}`);
      }
      step = press(page, step.url, decision);
    }
    throw new Error('the login never came back to the client');
  }

  async #send(url, init) {
    const jar = this.#jars.get(url.hostname) ?? new Map();
    this.#jars.set(url.hostname, jar);
    const headers = { accept: 'text/html', ...init.headers };
    if (jar.size) headers.cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      if (/max-age=0\b/i.test(cookie)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }
}

function press(page, url, decision) {
  const all = forms(page);
  const named = (form) => form.buttons.find((button) => button.value === decision);
  const form = all.find(named) ?? all[0];
  if (!form) throw new Error(`no form on ${url.pathname}: ${page.slice(0, 300)}`);
  const fields = new URLSearchParams();
  for (const input of form.inputs) {
    const unticked = /^(checkbox|radio)$/.test(input.type ?? '') && input.checked === undefined;
    if (input.name && !unticked) fields.append(input.name, input.value ?? '');
  }
  const button = named(form) ?? form.buttons[0];
  if (button?.name) fields.append(button.name, button.value ?? '');
  const target = new URL(form.action || url, url);
  if ((form.method ?? 'get').toLowerCase() !== 'post') {
    target.search = fields;
    return { url: target, init: {} };
  }
  const headers = { origin: url.origin, 'content-type': 'application/x-www-form-urlencoded' };
  return { url: target, init: { method: 'POST', headers, body: fields.toString() } };
}
