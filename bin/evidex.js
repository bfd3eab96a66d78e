#!/usr/bin/env node
// Starts the command line on Node 26; an older Node hands over to the one that was installed beside it. Plain JavaScript of any age.
import { existsSync } from 'node:fs';

if (Number(process.versions.node.split('.')[0]) < 26) {
  const { handOver } = await import('./hand-over.js');
  handOver();
} else {
  // What Node made of the code is kept beside it, under the same rights: a start without it takes three times as long in a
  // working copy. Where the folder cannot be written there is none. The variable is for threads; parsers have no part in it.
  const { enableCompileCache } = await import('node:module');
  const { fileURLToPath } = await import('node:url');
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../.cache/code', import.meta.url));
  enableCompileCache(process.env.NODE_COMPILE_CACHE);
  // Node strips no types under node_modules: an installed package brings what tsc made of it.
  const built = new URL('../dist/cli/main.js', import.meta.url);
  const source = new URL('../cli/main.ts', import.meta.url);
  const { runProcess } = await import(existsSync(source) ? source.href : built.href);
  await runProcess(async () => {
    const { endWhenAskedTwice, hasTerminal } = await import('./end-when-asked-twice.js');
    if (hasTerminal()) endWhenAskedTwice();
  });
}
