/**
 * The lock file names all that `npm ci` asks for, for every system, with a hash for each and no registry; what ships is
 * under licences that let it; nothing runs when it is installed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { lockedPackages, shippedPackages } from '../../scripts/packages/locked-packages.ts';
import { measuredSizes, sizeOfPackage } from '../../scripts/packages/package-sizes.ts';

interface LockedPackage {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const root = join(import.meta.dirname, '../..');
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};
const paths = Object.keys(lock.packages);
const all = lockedPackages(root);
const shipped = shippedPackages(root);

test('what a package optionally needs is locked, for other systems too: else npm ci refuses the file', () => {
  const named = Object.values(lock.packages).flatMap(({ optionalDependencies }) =>
    Object.keys(optionalDependencies ?? {}),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !paths.some((path) => path.endsWith(`node_modules/${name}`)))).toEqual([]);
});

test('no address of a registry stands in it', () => {
  expect(paths.filter((path) => lock.packages[path]?.resolved !== undefined)).toEqual([]);
});

test('every package, each Node included, has a hash of 512 bits that npm holds what it fetched to', () => {
  expect(all.length).toBeGreaterThan(400);
  const hash = /^sha512-[0-9A-Za-z+/]{86}==$/u;
  expect(all.filter(({ integrity }) => !hash.test(integrity ?? '')).map(({ folder }) => folder)).toEqual([]);
});

/** Each lets a program under Apache-2.0 bring it along. MPL-2.0 asks for its own files alone. */
const licences = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0', 'MPL-2.0'];

test('what ships states one of the licences that were looked at, none of them the GPL or the AGPL', () => {
  expect(shipped.length).toBeGreaterThan(50);
  expect(shipped.filter(({ license }) => !licences.includes(license ?? ''))).toEqual([]);
});

test('what serves to work on the project is under no GPL or AGPL either', () => {
  expect(all.filter(({ license }) => license === undefined || /GPL/u.test(license))).toEqual([]);
});

test('the sizes in the notice are those of what is installed', () => {
  const sizes = measuredSizes();
  const installed = shipped.filter(({ folder }) => existsSync(join(root, folder)));
  expect(installed.length).toBeGreaterThan(50);
  for (const { folder, name, version } of installed)
    expect([name, sizeOfPackage(join(root, folder))]).toEqual([name, sizes[`${name}@${version}`]]);
  const known = shipped.map(({ name, version }) => `${name}@${version}`);
  expect(Object.keys(sizes).filter((key) => !known.includes(key))).toEqual([]);
});

test('no script of a package runs when a working copy is set up, and each that asks is refused by name', () => {
  expect(readFileSync(join(root, 'scripts/setup.mjs'), 'utf8')).toContain("'ci', '--ignore-scripts'");
  const { allowScripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    allowScripts: Record<string, boolean>;
  };
  const asking = all.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name);
  expect(allowScripts).toEqual(Object.fromEntries(asking.toSorted().map((name) => [name, false])));
});
