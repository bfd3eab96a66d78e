/** The case folder: what lies where in it, how it is opened, and the lock that one run at a time holds. */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { codeOf, isProblem, messageOf, Problem } from '../schemas/problem.ts';
import type { AuditLog } from './audit-log.ts';
import type { CaseLock } from './case-lock.ts';
import { type CasePaths, casePathsOf } from './case-paths.ts';
import type { Catalogue } from './catalogue.ts';
import type { HashSetList, HashSets } from './hash-sets.ts';
import type { HeldLists } from './held-lists.ts';
import type { Ledger } from './ledger/ledger.ts';
import { type CaseCheck, checkCaseFolder } from './case-check.ts';
import { watchState } from './case-state.ts';
import { readOwn } from './own-file.ts';
import { replaceFile } from './replace-file.ts';
import type { Stores } from './stores.ts';

/** Raised when an older program could misread what a newer one wrote. */
const caseVersion = 1;

/** A larger one is another file. */
const maxFileBytes = 1024 * 1024;

const caseFile = z.object({
  version: z.literal(caseVersion),
  id: z.uuid(),
  created: z.iso.datetime(),
  /** Settings of this case; checked with all others where they are resolved. */
  settings: z.unknown().optional(),
});

export interface CaseFolder {
  /** Absolute, links resolved. */
  readonly path: string;
  readonly id: string;
  /** UTC, ISO 8601. */
  readonly created: string;
  readonly paths: CasePaths;
  /** `settings` of `evidex.json`, unchecked; `{}` where there are none. */
  readonly settings: unknown;
  readonly audit: AuditLog;
  /** Nothing is written to it. */
  readonly readOnly: boolean;
  /** Of one that nothing is written to: whether others did meanwhile, so that what was read may be of two states. */
  changedMeanwhile(): boolean;
  /** Takes the run lock. Throws `case-busy` while another process holds it. */
  lock(): Promise<CaseLock>;
  /**
   * Takes the lock of the one who writes the index: a run for as long as it lasts, and for moments whoever labels or
   * withholds beside none. Undefined while another process holds it.
   */
  tryIndexLock(): Promise<CaseLock | undefined>;
  /** Its ledger, as `Stores` opens it. */
  openLedger(): Promise<Ledger>;
  /** The writing side of its ledger, as `Stores` opens it; it keeps the record of the audit log under which is written. */
  openCatalogue(): Promise<Catalogue>;
  /** Hash sets that are looked up on its disk, as `Stores` opens them. */
  openHashSets(lists: readonly HashSetList[], held: HeldLists): Promise<HashSets>;
  close(): Promise<void>;
}

/** Writes the whole file or none of it; an existing one is never replaced (another run was first). */
function writeCaseFile(path: string, text: string): void {
  const temporary = join(dirname(path), `.evidex-${randomUUID()}.tmp`);
  const file = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(temporary, path);
  } catch (error) {
    const code = codeOf(error);
    // File systems without hard links (FAT, some network shares): the race is lost there, not the data.
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS') renameSync(temporary, path);
    else if (code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function createCase(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const strangers = readdirSync(path).filter((name) => !name.startsWith('.evidex-'));
  if (strangers.includes('evidex.json')) return;
  if (strangers.length > 0) {
    throw new Problem(
      'case-not-empty',
      `${path} is not a case and not empty`,
      'Name a folder that is empty or does not exist yet; Evidex makes it.',
    );
  }
  const file = { version: caseVersion, id: randomUUID(), created: new Date().toISOString() };
  writeCaseFile(join(path, 'evidex.json'), `${JSON.stringify(file, undefined, 2)}\n`);
}

function readCaseFile(path: string): z.infer<typeof caseFile> {
  const hint = 'Check the path given with --case; `evidex ingest FOLDER --case CASE` makes a new case.';
  let text: string;
  try {
    text = readOwn(join(path, 'evidex.json'), maxFileBytes);
  } catch (error) {
    if (isProblem(error)) throw error;
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new Problem('case-missing', `${path} is not a case`, hint);
    throw new Problem('case-missing', `the case ${path} cannot be read: ${messageOf(error)}`, hint);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Problem(
      'case-damaged',
      `${join(path, 'evidex.json')} is no JSON: ${messageOf(error)}`,
      'Correct the file, or restore it from a copy.',
    );
  }
  const version: unknown =
    typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (typeof version === 'number' && version !== caseVersion) {
    throw new Problem(
      'case-version',
      `${path} is a case of version ${version}; this program reads version ${caseVersion}`,
      'Use the program that made the case, or ingest its sources into a new case.',
    );
  }
  const checked = caseFile.safeParse(value);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw new Problem(
    'case-damaged',
    `${join(path, 'evidex.json')}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong'}`,
    'Correct the file, or restore it from a copy.',
  );
}

/**
 * Writes settings into the case's own file and leaves the others; an empty value takes a setting out. The whole file
 * is written or none of it. For whoever holds the run lock.
 */
export function writeCaseSettings(
  { path }: Pick<CaseFolder, 'path'>,
  settings: Readonly<Record<string, string>>,
): void {
  const file = readCaseFile(path);
  const kept = Object.entries({ ...(file.settings as object | undefined), ...settings });
  const text = JSON.stringify(
    { ...file, settings: Object.fromEntries(kept.filter(([, value]) => value !== '')) },
    null,
    2,
  );
  replaceFile(join(path, 'evidex.json'), `${text}\n`);
}

async function openAudit(
  path: string,
  paths: CasePaths,
  stores: Stores,
  readOnly: boolean,
): Promise<AuditLog> {
  try {
    return await stores.openAuditLog(paths, readOnly);
  } catch (error) {
    if (isProblem(error)) throw error;
    throw new Problem(
      'failed',
      `the audit log of ${path} cannot be written: ${messageOf(error)}`,
      'A case is only opened where its audit log can be written: check the rights and free space of its folder. Reading verbs take --read-only, which writes nothing to the case.',
    );
  }
}

/**
 * Opens the case at `path`, kept by `stores`; with `create` makes it where there is none. Any number of processes may have it
 * open; the writing one takes `lock()`. Throws `case-missing`, `case-not-empty`, `case-version`,
 * `case-damaged`, and `case-untrusted` before anything of it is used that is none of a case.
 */
export async function openCase(
  path: string,
  stores: Stores,
  options: CaseCheck & { readonly create?: boolean } = {},
): Promise<CaseFolder> {
  const asked = resolve(path);
  if (options.create) {
    try {
      createCase(asked);
    } catch (error) {
      if (codeOf(error) === 'case-not-empty') throw error;
      throw new Problem(
        'failed',
        `the case folder ${asked} cannot be made: ${messageOf(error)}`,
        'Name a folder that you may write to.',
      );
    }
  }
  const { id, created, settings } = readCaseFile(asked);
  const real = realpathSync(asked);
  checkCaseFolder(real, options);
  const { readOnly = false } = options;
  const paths = casePathsOf(real);
  const audit = await openAudit(real, paths, stores, readOnly);
  return {
    path: real,
    id,
    created,
    paths,
    settings: settings ?? {},
    audit,
    readOnly,
    changedMeanwhile: readOnly ? watchState(paths) : () => false,
    async lock() {
      refuseWriting(readOnly);
      const lock = await stores.tryLock(paths, 'lock');
      if (lock) return lock;
      throw new Problem(
        'case-busy',
        'the case is in use by another run',
        'Wait until it has ended, or stop it with Ctrl-C in its own window; `evidex audit` shows which it is.',
      );
    },
    tryIndexLock: () => stores.tryLock(paths, 'indexLock'),
    openLedger: () => stores.openLedger(paths, readOnly),
    async openCatalogue() {
      refuseWriting(readOnly);
      const catalogue = await stores.openCatalogue(paths);
      try {
        if (audit.last) await catalogue.keepAuditHead(audit.last);
      } catch (error) {
        await catalogue.close();
        throw error;
      }
      return catalogue;
    },
    openHashSets: (lists, held) => stores.openHashSets(paths, lists, held),
    close: () => audit.close(),
  };
}

function refuseWriting(readOnly: boolean): void {
  if (readOnly)
    throw new Problem('usage', 'this writes to the case', 'Leave out --read-only, or what it is to change.');
}

const holds = (outer: string, inner: string): boolean => {
  const way = relative(outer, inner);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`));
};

/** The real path of the nearest part of `path` that exists, with the rest behind it. */
function realBelow(path: string): string {
  const asked = resolve(path);
  try {
    return realpathSync(asked);
  } catch {
    const above = dirname(asked);
    return above === asked ? asked : join(realBelow(above), asked.slice(above.length).replace(/^\/+/, ''));
  }
}

/**
 * Throws `case-overlap` where the case lies in the source or the source in the case, links resolved: the source
 * is never written to, and a case must not ingest itself. Call it before `openCase(…, { create: true })`.
 */
export function checkApart(casePath: string, sourcePath: string): void {
  const inCase = realBelow(casePath);
  const inSource = realBelow(sourcePath);
  const folderOfSource = statSync(inSource, { throwIfNoEntry: false })?.isDirectory() ?? true;
  if (holds(inCase, inSource)) {
    throw new Problem(
      'case-overlap',
      `the source ${inSource} lies inside the case`,
      'Keep evidence and case in separate folders.',
    );
  }
  if (folderOfSource && holds(inSource, inCase)) {
    throw new Problem(
      'case-overlap',
      `the case ${inCase} lies inside the source: the source is never written to`,
      'Name a case folder outside of it.',
    );
  }
}
