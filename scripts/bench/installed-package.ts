/** Installs the program into a folder as users install it: packed, then by npm, with the Node of the system. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** `PATH` without the folders that this project puts before it. */
const systemPath = (): string =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.split(/[/\\]/u).includes('node_modules'))
    .join(delimiter);

/** The environment of a user's shell: nothing of the npm that may have started this, the system's Node first. */
export function userEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_lifecycle|npm_package|npm_config_prefix|npm_config_local|NODE_OPTIONS|EVIDEX_)/iu.test(name),
  );
  return { ...Object.fromEntries(kept), PATH: systemPath() };
}

/** The Node that is first on a user's `PATH`, links resolved. */
export function systemNode(): string {
  const found = systemPath()
    .split(delimiter)
    .map((folder) => join(folder, 'node'))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error('no Node outside node_modules on PATH');
  return realpathSync(found);
}

export interface InstalledPackage {
  /** The folder of the program below the prefix. */
  readonly folder: string;
  /** The command that a user has on the `PATH`. */
  readonly command: string;
}

/** `npm pack` and `npm install -g --prefix FOLDER/prefix`. Takes what npm has in its cache before it asks for it. */
export function installPackage(folder: string): InstalledPackage {
  const prefix = join(folder, 'prefix');
  const packed = join(folder, 'packed');
  for (const made of [prefix, packed]) mkdirSync(made, { recursive: true });
  const npm = (cwd: string, ...words: string[]): void => {
    execFileSync('npm', [...words, '--no-fund', '--no-audit', '--loglevel=error'], {
      cwd,
      env: userEnvironment(),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  };
  npm(root, 'pack', '--pack-destination', packed);
  const file = readdirSync(packed).find((name) => name.endsWith('.tgz'));
  if (file === undefined) throw new Error('npm pack left no package');
  npm(folder, 'install', '--global', '--prefer-offline', '--prefix', prefix, join(packed, file));
  return { folder: join(prefix, 'lib', 'node_modules', 'evidex'), command: join(prefix, 'bin', 'evidex') };
}
