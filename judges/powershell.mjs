// The completion script for PowerShell, read by a PowerShell grammar; PowerShell itself is in no package here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Language, Parser } from 'web-tree-sitter';

const SCRIPT = fileURLToPath(new URL('../completions/mcp-oauth.ps1', import.meta.url));
const GRAMMAR = fileURLToPath(
  new URL('./node_modules/tree-sitter-powershell/tree-sitter-powershell.wasm', import.meta.url),
);

/** The first place that is no PowerShell, or undefined. */
function fault(node) {
  if (node.isError || node.isMissing) return node;
  return node.children.filter((child) => child.hasError || child.isMissing).map(fault)[0];
}

async function run() {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(GRAMMAR));
  const text = readFileSync(SCRIPT, 'utf8');
  const root = parser.parse(text).rootNode;
  const wrong = fault(root);
  assert.equal(wrong, undefined, `line ${wrong?.startPosition.row + 1}: ${wrong?.text.slice(0, 80)}`);
  const calls = root.descendantsOfType('command_name').map((each) => each.text);
  assert.ok(calls.includes('Register-ArgumentCompleter'), 'it registers a completer');
  assert.ok(parser.parse(`${text}if (`).rootNode.hasError, 'the grammar sees what is wrong');
  return `${root.descendantCount} nodes, none wrong`;
}

export default [{ name: 'PowerShell completion is PowerShell', run }];
