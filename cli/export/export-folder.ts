/**
 * The folder that an export is written to: a new or an empty one, or one that the same export was not ended in. Nothing of
 * anybody's is overwritten.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf, Problem } from '../../schemas/problem.ts';

/** Says whose unfinished export it is; gone when it has ended. */
const markName = '.unfinished-export';
/** Where natives and the parser's spool lie until they are whole; gone with it. */
const partsName = '.parts';
const manifestName = 'manifest.sha256';
const newFolder = 'Name a folder that is empty or does not exist yet; nothing is overwritten.';

export interface ExportFolder {
  readonly path: string;
  /** For what is not whole yet. */
  readonly parts: string;
  /** Made where it is not there. */
  pathOf(relative: string): string;
  /** Nothing of it is left. */
  discard(): void;
  /** Nothing tells any more that it was ever unfinished. */
  finish(): void;
}

/** Throws `usage` for a folder that holds anything but an export that was not ended. */
export function checkExportFolder(path: string): void {
  const names = existsSync(path) ? readdirSync(path) : [];
  if (names.includes(markName)) return;
  if (names.includes(manifestName)) throw new Problem('usage', `${path} holds an export already`, newFolder);
  if (names.length > 0) throw new Problem('usage', `${path} is not empty`, newFolder);
}

/** `key` says which export it is: the same case, items and form. Throws `usage`, `failed`. */
export function openExportFolder(path: string, key: string): ExportFolder {
  checkExportFolder(path);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Problem('failed', `${path} cannot be made: ${messageOf(error)}`, newFolder);
  }
  const [mark, parts] = [join(path, markName), join(path, partsName)];
  if (existsSync(mark)) {
    if (readFileSync(mark, 'utf8').trim() !== key)
      throw new Problem(
        'usage',
        `${path} holds another export that was not ended, or what is to be exported has changed since`,
        `${newFolder} What lies there may be withheld by now: take it away.`,
      );
  } else writeFileSync(mark, `${key}\n`, { flag: 'wx', mode: 0o600 });
  // What was not whole is begun again.
  rmSync(parts, { recursive: true, force: true });
  mkdirSync(parts, { mode: 0o700 });
  const made = new Set<string>();
  return {
    path,
    parts,
    pathOf(relative) {
      const whole = join(path, relative);
      const folder = dirname(whole);
      if (!made.has(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
      made.add(folder);
      return whole;
    },
    discard() {
      // Nothing of anybody else's is in it; what says that it was not ended goes last, for a kill in between.
      for (const name of readdirSync(path))
        if (name !== markName) rmSync(join(path, name), { recursive: true, force: true });
      rmSync(mark, { force: true });
    },
    finish() {
      rmSync(parts, { recursive: true, force: true });
      rmSync(mark, { force: true });
    },
  };
}
