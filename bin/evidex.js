#!/usr/bin/env node
// Starts the command line on Node 26, and says on an older one what to do. Plain JavaScript of any age.
import { existsSync } from 'node:fs';

const wanted = 26;
if (Number(process.versions.node.split('.')[0]) < wanted) {
  process.stderr.write(
    `evidex needs Node ${wanted}, this is ${process.version}: run it as "npx evidex …" in the folder where it is installed (npx finds the Node ${wanted} that comes with it)\n`,
  );
  process.exitCode = 2;
} else {
  // Node strips no types under node_modules: an installed package brings what tsc made of it.
  const built = new URL('../dist/cli/main.js', import.meta.url);
  const source = new URL('../cli/main.ts', import.meta.url);
  const { runProcess } = await import(existsSync(source) ? source.href : built.href);
  await runProcess();
}
