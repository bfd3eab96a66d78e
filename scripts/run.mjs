// Runs a file with the Node that the project brings: `node scripts/run.mjs FILE [arguments]`. Runs on Node 20 and newer.
import { spawn } from 'node:child_process';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNodeBeside } from '../bin/hand-over.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const node = findNodeBeside();
const [file, ...rest] = process.argv.slice(2);

if (!file) {
  console.error('usage: node scripts/run.mjs FILE [arguments]');
  process.exit(2);
}
if (!node) {
  console.error('Node 26 is not installed in node_modules: run "node scripts/setup.mjs" first.');
  process.exit(1);
}
// What it starts finds the same Node; not every npm links it into `.bin`.
const path = [dirname(node), bin, process.env.PATH ?? ''].join(delimiter);
const child = spawn(node, [resolve(file), ...rest], {
  stdio: 'inherit',
  env: { ...process.env, PATH: path },
});
// Ctrl-C reaches both from the terminal; the child decides when to end.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
