/** What `package-lock.json` names: each package that is installed, with what holds it and what it may run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One folder of an install. */
export interface LockedPackage {
  /** Below the project, such as `node_modules/zod`. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  /** An SPDX expression, as the package states it. */
  readonly license: string | undefined;
  /** The hash that npm holds what it fetched to. */
  readonly integrity: string | undefined;
  /** Only who works on the project installs it. */
  readonly isForWork: boolean;
  /** Of some systems alone, or left out where it cannot be had. */
  readonly isOptional: boolean;
  readonly hasInstallScript: boolean;
}

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
}

/** Of the project at `root`, in the order of their folders. */
export function lockedPackages(root: string): readonly LockedPackage[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, Locked>>;
  };
  return Object.entries(lock.packages)
    .filter(([folder]) => folder !== '')
    .map(([folder, { version = '', license, integrity, dev, optional, hasInstallScript }]) => ({
      folder,
      name: folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      license,
      integrity,
      isForWork: dev ?? false,
      isOptional: optional ?? false,
      hasInstallScript: hasInstallScript ?? false,
    }));
}

/** What comes with Evidex to whoever installs it. */
export const shippedPackages = (root: string): readonly LockedPackage[] =>
  lockedPackages(root).filter(({ isForWork }) => !isForWork);
