// Runs the judges named on the command line, or all, one after the other against one broker.
import { startBroker } from './lib/broker.mjs';

const ALL = [
  'sdk-v1',
  'sdk-v2',
  'oauth4webapi',
  'conformance',
  'pages',
  'page-states',
  'inspector',
  'gateway',
  'snippet',
  'mcp-remote',
  'mcp-inspector',
  'powershell',
];
const EACH_MS = 120_000;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

function bounded(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${EACH_MS} ms`)), EACH_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const oneLine = (problem) => String(problem?.message ?? problem).replace(/\s+/g, ' ').slice(0, 500);

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !ALL.includes(name));
if (unknown.length) {
  console.error(`no judge ${unknown.join(', ')}; there are: ${ALL.join(', ')}`);
  process.exit(2);
}

const count = { PASS: 0, FAIL: 0 };
const report = (word, name, details) => {
  count[word]++;
  console.log(`${word} ${name} (${details})`);
};
const finish = () => {
  console.log(`${count.PASS} passed, ${count.FAIL} failed`);
  process.exit(count.FAIL === 0 && count.PASS > 0 ? 0 : 1);
};

const broker = await startBroker().catch((problem) => {
  report('FAIL', 'broker starts', oneLine(problem));
  finish();
});
for (const judge of asked.length ? asked : ALL) {
  const { default: cases } = await import(`./${judge}.mjs`);
  for (const { name, run } of cases) {
    try {
      report('PASS', name, await bounded(run(broker.issuer, broker)));
    } catch (problem) {
      report('FAIL', name, oneLine(problem));
    }
  }
}
await broker.stop();
finish();
