// Installs what package-lock.json names, where that has not been done yet. Runs on Node 20 and newer.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lock = join(root, 'package-lock.json');
// npm writes this file as the last step of an install.
const installed = join(root, 'node_modules', '.package-lock.json');

const node = join(root, 'node_modules', 'node', 'bin', 'node');

// An install writes both files within the same moment, in either order.
const slackMs = 2000;
const isCurrent =
  existsSync(node) &&
  existsSync(installed) &&
  statSync(installed).mtimeMs + slackMs >= statSync(lock).mtimeMs;
if (!isCurrent) {
  console.log('Installing what package-lock.json names (npm install), once.');
  // Not `npm ci`: it refuses a lock file that lacks optional packages of other platforms, which a registry that
  // mirrors one platform makes npm leave out. Versions are the lock file's all the same; it is not written to.
  const { status, error } = spawnSync(
    'npm',
    ['install', '--no-save', '--no-fund', '--no-audit', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  if (status !== 0) {
    console.error(
      `npm install failed${error ? `: ${error.message}` : ''}. Check the network and the npm registry, then run the same command again.`,
    );
    process.exit(1);
  }
  if (!existsSync(node)) {
    console.error(
      'npm did not install Node 26 (the package "node" needs its install script): run "npm rebuild node", then the same command again.',
    );
    process.exit(1);
  }
}
