#!/usr/bin/env node
// Starts the command line on Node 26; an older Node hands over to the one that was installed beside it. Plain JavaScript of any age.
import { existsSync } from 'node:fs';

if (Number(process.versions.node.split('.')[0]) < 26) {
  const { handOver } = await import('./hand-over.js');
  handOver();
} else {
  // Node strips no types under node_modules: an installed package brings what tsc made of it.
  const built = new URL('../dist/cli/main.js', import.meta.url);
  const source = new URL('../cli/main.ts', import.meta.url);
  const { runProcess } = await import(existsSync(source) ? source.href : built.href);
  await runProcess();
}
