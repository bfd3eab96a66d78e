// Installs what package-lock.json names, where that has not been done yet. Runs on Node 20 and newer.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNodeBeside } from '../bin/hand-over.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lock = join(root, 'package-lock.json');
// npm writes this file as the last step of an install.
const installed = join(root, 'node_modules', '.package-lock.json');

// An install writes both files within the same moment, in either order.
const slackMs = 2000;
const isCurrent =
  findNodeBeside() !== undefined &&
  existsSync(installed) &&
  statSync(installed).mtimeMs + slackMs >= statSync(lock).mtimeMs;
if (!isCurrent) {
  console.log('Installing what package-lock.json names (npm ci), once.');
  const { status, error } = spawnSync(
    'npm',
    ['ci', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  if (status !== 0) {
    console.error(
      `npm ci failed${error ? `: ${error.message}` : ''}. Check the network and the npm registry, then run the same command again.`,
    );
    process.exit(1);
  }
  if (findNodeBeside() === undefined) {
    console.error(
      `npm did not install Node 26. It is an optional dependency: there is none for this system (${process.platform} ${process.arch}, or one without glibc), or npm is set to leave such out ("npm config get omit").`,
    );
    process.exit(1);
  }
}
