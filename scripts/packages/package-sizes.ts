/** Measures the packages that ship, into `package-sizes.json`: `node scripts/run.mjs scripts/packages/package-sizes.ts`. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shippedPackages } from './locked-packages.ts';

const file = join(import.meta.dirname, 'package-sizes.json');

/** Bytes of all files of a package, without the packages that lie in it; undefined where it is not installed. */
export function sizeOfPackage(folder: string): number | undefined {
  if (!existsSync(join(folder, 'package.json'))) return undefined;
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .reduce((sum, entry) => sum + sizeOfEntry(join(folder, entry.name)), 0);
}

const sizeOfEntry = (path: string): number =>
  statSync(path).isDirectory()
    ? readdirSync(path).reduce((sum, name) => sum + sizeOfEntry(join(path, name)), 0)
    : statSync(path).size;

/** Bytes by name and version, as they were measured last; packages of other systems may be missing. */
export const measuredSizes = (): Readonly<Record<string, number>> =>
  JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;

if (import.meta.main) {
  const root = join(import.meta.dirname, '..', '..');
  const before = existsSync(file) ? measuredSizes() : {};
  const sizes = shippedPackages(root).flatMap(({ folder, name, version }) => {
    const key = `${name}@${version}`;
    const size = sizeOfPackage(join(root, folder)) ?? before[key];
    return size === undefined ? [] : [[key, size] as const];
  });
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(sizes), undefined, 2)}\n`);
}
