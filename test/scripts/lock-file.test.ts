/** The lock file names all that `npm ci` asks for, for every system, and no registry. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

interface LockedPackage {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};
const paths = Object.keys(lock.packages);

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
