// The flow inspector: reads the broker's events and draws each login as a sequence of messages.
// Everything that comes from outside is set as text, never as markup.
'use strict';

const byId = (id) => document.getElementById(id);
const flows = new Map();
const news = new Set();
let chosen = null;

const element = (name, text, className) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
};

const time = (at) => new Date(at).toLocaleTimeString();
const words = (message) => JSON.stringify(message).toLowerCase();
const filter = () => byId('filter').value.trim().toLowerCase();
const wanted = (text) => text.includes(filter());

// --- events ---------------------------------------------------------------------------------

function listen() {
  const events = new EventSource('/inspector/events');
  events.onopen = () => { byId('connection').textContent = 'live'; };
  events.onerror = () => { byId('connection').textContent = 'the broker does not answer; trying again'; };
  events.addEventListener('message', (event) => add(JSON.parse(event.data)));
  events.addEventListener('reset', () => { flows.clear(); chosen = null; drawFlows(); });
}

function add(message) {
  const flow = flows.get(message.flow) ?? { id: message.flow, messages: new Map() };
  flow.messages.set(message.id, message);
  flow.title = message.flow_title;
  flows.set(flow.id, flow);
  if (chosen === null) chosen = flow.id;
  if (!news.size) setTimeout(drawNews, 20);
  news.add(flow.id);
}

// What is remembered comes all at once: it is drawn together, not message by message.
function drawNews() {
  drawFlows();
  if (news.has(chosen)) drawFlow();
  news.clear();
}

const count = (number, thing) => `${number} ${thing}${number === 1 ? '' : 's'}`;
const messagesOf = (flow) => [...flow.messages.values()].sort((a, b) => a.id - b.id);

function result(flow) {
  const all = messagesOf(flow);
  const bad = all.find((message) => message.verdict === 'bad');
  if (bad) return { good: false, text: `failed: ${bad.outcome}` };
  const token = all.findLast((message) => message.path === '/token' && message.verdict === 'good');
  return token ? { good: true, text: 'tokens were issued' } : { good: null, text: 'under way' };
}

// --- the list of flows ------------------------------------------------------------------------

function drawFlows() {
  const list = byId('flows');
  list.replaceChildren();
  for (const flow of [...flows.values()].reverse()) {
    const all = messagesOf(flow);
    if (filter() && !wanted(flow.title.toLowerCase() + all.map(words).join())) continue;
    const item = element('li');
    const button = element('button', flow.title);
    const { text } = result(flow);
    button.append(element('span', `${time(all[0].at)} · ${count(all.length, 'message')} · ${text}`, 'small'));
    button.setAttribute('aria-current', String(flow.id === chosen));
    button.addEventListener('click', () => choose(flow.id));
    item.append(button);
    list.append(item);
  }
  byId('no-flows').hidden = flows.size > 0;
}

function choose(id) {
  chosen = id;
  drawFlows();
  drawFlow();
}

// --- one flow as a sequence diagram ------------------------------------------------------------

function drawFlow() {
  const flow = flows.get(chosen);
  if (!flow) return;
  const { good, text } = result(flow);
  byId('flow-title').textContent = flow.title;
  byId('flow-result').textContent = text;
  byId('flow-result').className = good === null ? '' : good ? 'good' : 'bad';
  const open = new Set([...document.querySelectorAll('.message details[open]')].map((d) => d.dataset.id));
  byId('messages').replaceChildren(
    ...messagesOf(flow).filter((m) => wanted(words(m) + flow.title.toLowerCase())).map((m) => drawMessage(m, open)));
}

function drawMessage(message, open) {
  const item = byId('message-template').content.firstElementChild.cloneNode(true);
  item.classList.add(message.to, message.verdict);
  item.querySelector('.label').textContent = `${message.method} ${message.path}`;
  item.querySelector('.verdict').textContent =
    `${time(message.at)} · ${message.status || 'no answer'} · ${message.millis} ms · ${message.outcome}`;
  item.querySelector('.fix').textContent = message.fix ?? '';
  const details = item.querySelector('details');
  details.dataset.id = String(message.id);
  details.open = open.has(details.dataset.id) || message.verdict === 'bad';
  const parameters = item.querySelector('.parameters');
  parameters.append(table('asked', message.asked), table('answered', message.answered));
  const marks = { passed: '✓', failed: '✗', unreached: '·' };
  item.querySelector('.rules').append(
    ...message.rules.map((rule) => element('li', `${marks[rule.state]} ${rule.text} (${rule.section})`, rule.state)));
  const copy = item.querySelector('.curl');
  copy.addEventListener('click', () => copyCurl(message, copy));
  return item;
}

function table(caption, values) {
  const names = Object.keys(values);
  if (!names.length) return element('p', `nothing ${caption}`, 'small');
  const made = element('table');
  made.append(element('caption', caption));
  for (const name of names) {
    const row = made.insertRow();
    row.append(element('th', name), element('td', values[name]));
    row.firstChild.scope = 'row';
  }
  return made;
}

// Secrets are hashes here: whoever runs the command puts the real value in their place.
async function copyCurl(message, button) {
  const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const url = message.to === 'service' ? message.url : location.origin + message.path;
  const get = message.method === 'GET';
  const parts = ['curl -i', ...(get ? ['-G'] : []), quote(url)];
  for (const [name, value] of Object.entries(message.asked)) {
    parts.push(`--data-urlencode ${quote(`${name}=${value}`)}`);
  }
  await navigator.clipboard.writeText(parts.join(' \\\n  '));
  button.textContent = 'Copied';
}

// --- what the broker holds -----------------------------------------------------------------------

async function drawLists() {
  const answer = await fetch('/inspector/lists', { headers: { 'X-Inspector': '1' } });
  const lists = byId('lists');
  if (!answer.ok) {
    lists.textContent = 'The broker does not answer.';
    return;
  }
  lists.replaceChildren();
  for (const { kind, title, rows } of await answer.json()) {
    lists.append(element('h3', `${title} (${rows.length})`));
    const made = element('table');
    made.append(element('caption', title));
    for (const row of rows) {
      const line = made.insertRow();
      line.append(element('th', row.name), element('td', row.about), element('td', row.state));
      line.firstChild.scope = 'row';
      const cell = line.insertCell();
      if (row.revocable) {
        const button = element('button', row.action);
        button.setAttribute('aria-label', `${row.action} ${row.name}`);
        button.addEventListener('click', () => revoke(kind, row, button));
        cell.append(button);
      }
    }
    if (rows.length) lists.append(made);
  }
}

// Two presses: the first asks.
async function revoke(kind, row, button) {
  if (button.dataset.sure !== 'yes') {
    button.dataset.sure = 'yes';
    button.textContent = `${row.action}: sure?`;
    return;
  }
  const answer = await fetch('/inspector/revoke', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Inspector': '1' },
    body: JSON.stringify({ kind, id: row.id }),
  });
  if (answer.status === 503) {
    button.textContent = 'The service cannot be told now; nothing was done. Again?';
    return;
  }
  await drawLists();
}

byId('filter').addEventListener('input', () => { drawFlows(); drawFlow(); });
byId('reload').addEventListener('click', drawLists);
listen();
drawLists();
