// Makes `dist` for the package: Node strips no types below node_modules. Runs before `npm pack` and `npm publish`.
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const rooms = [
  'cli',
  'schemas',
  'config',
  'pipeline',
  'formats',
  'tagging',
  'sources',
  'case',
  'accounts',
  'search',
  'web',
];
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Libraries of many files that most verbs load; the others are loaded from where npm installs them. */
const inlined = ['zod', 'yargs', 'yargs-parser', 'fast-string-width', 'p-queue'];

rmSync(join(root, 'dist'), { recursive: true, force: true });
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(1);
await bundleCommandLine();
// Lists and SQL are read from beside the modules.
for (const room of rooms) {
  for (const entry of readdirSync(join(root, room), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.ts')) continue;
    const path = join(entry.parentPath, entry.name);
    cpSync(path, join(root, 'dist', path.slice(root.length + 1)));
  }
}

/**
 * Puts the command line into few files, one a verb and one for each set of modules that verbs share: to find and load
 * 200 took most of a start. Parser processes and the thread of the index run what tsc made: they are long-lived, and
 * a parser's rights name the folders that it loads from.
 */
async function bundleCommandLine() {
  const folder = join(root, 'dist', 'cli');
  rmSync(folder, { recursive: true });
  await build({
    // What a process of `serve` runs is loaded from its own file.
    entryPoints: ['main.ts', 'reader-main.ts', 'exporter-main.ts'].map((name) => join(root, 'cli', name)),
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node26',
    external: Object.keys(dependencies).filter((name) => !inlined.includes(name)),
    plugins: [{ name: 'own-address', setup: keepAddresses }],
    logLevel: 'warning',
  });
}

/** Modules find data, threads and programs from their own address: inlined, each is given the one it would have. */
function keepAddresses({ onLoad }) {
  onLoad({ filter: /\.(?:ts|m?js)$/ }, ({ path }) => {
    const contents = readFileSync(path, 'utf8')
      // The same by zod's documents, and what nobody uses of it can be left out.
      .replace(/^import \{ z \} from 'zod';$/m, "import * as z from 'zod';")
      .replaceAll('import.meta.url', addressOf(relative(root, path).split(sep).join('/')));
    return { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' };
  });
}

/** The expression for the address of a module, as seen from a file in `dist/cli`. */
function addressOf(path) {
  // It reads its translations from beside its modules.
  if (path.startsWith('node_modules/yargs/'))
    return `new URL('${path.slice('node_modules/yargs/'.length)}', import.meta.resolve('yargs/package.json')).href`;
  if (path.startsWith('node_modules/')) return 'import.meta.url';
  return `new URL('../${path.replace(/\.ts$/, '.js')}', import.meta.url).href`;
}
