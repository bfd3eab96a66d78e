/** Makes the package as users install it: a working copy strips the types of its modules in every process it starts. */
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** The path of its command. It lies below the working copy, so that it finds the libraries there. */
export function buildPackage(): string {
  execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs')], { stdio: 'inherit' });
  const folder = join(root, '.cache', 'package');
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['bin', 'dist', 'package.json'])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  return join(folder, 'bin', 'evidex.js');
}
