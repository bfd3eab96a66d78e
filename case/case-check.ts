/**
 * Whether a case folder holds only what a case may hold. It may come from others, and be made to have this program
 * delete, overwrite or read what lies elsewhere: through links, pipes and devices, files with a second name, owners who
 * can change it while it is used, and the journal of a database that names another file.
 */
import { closeSync, constants, fstatSync, lstatSync, readdirSync, readSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../schemas/problem.ts';
import { type CasePaths, casePathsOf } from './case-paths.ts';
import { openOwn, untrusted } from './own-file.ts';

export interface CaseCheck {
  /** Nothing of the case will be written: it may be another user's, and a file of it may have a second name. */
  readonly readOnly?: boolean;
  /** The user knows that it is another's. */
  readonly trusted?: boolean;
}

const folders: readonly (keyof CasePaths)[] = ['hashSets', 'received', 'removals', 'spool'];

/** How the journal of a database ends that belongs to a transaction over several: behind the name of their list. */
const endOfListName = Buffer.from('d9d505f920a163d7', 'hex');

/**
 * SQLite rolls a journal back when it opens the database, and asks for the list that the journal names, whatever file
 * that is: as it is documented, to delete it once nothing in it refers back. 3.53.4 was seen to ask, and not to delete.
 * This program never writes to several databases in one transaction.
 */
function checkJournal(path: string): void {
  let file: number;
  try {
    file = openOwn(path, constants.O_RDONLY);
  } catch (error) {
    // A command beside this one has ended its transaction since the folder was listed.
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  try {
    const end = Buffer.alloc(endOfListName.length);
    readSync(file, end, 0, end.length, Math.max(0, fstatSync(file).size - end.length));
    if (end.equals(endOfListName)) throw untrusted(path, 'names another file, which SQLite would ask for');
  } finally {
    closeSync(file);
  }
}

function checkOwner(path: string, { uid }: Stats, folder: Stats, { readOnly, trusted }: CaseCheck): void {
  const me = process.geteuid?.();
  if (me === undefined || uid === me || trusted === true) return;
  if (readOnly === true && uid === folder.uid) return;
  throw untrusted(
    path,
    `belongs to another user (uid ${uid}), who could change it while it is used`,
    'Reading verbs take --read-only, which writes nothing to the case; or work as that user; or say --trust-case, if you trust them and this program.',
  );
}

/** Undefined for what is gone again: a command beside this one replaced it. */
function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function checkEntries(
  path: string,
  folder: Stats,
  check: CaseCheck,
  isFolder: (name: string) => boolean | undefined,
): void {
  for (const name of readdirSync(path)) {
    const entry = join(path, name);
    const stats = statOf(entry);
    if (!stats) continue;
    const expected = isFolder(name);
    if (stats.isSymbolicLink()) throw untrusted(entry, 'is a link');
    if (!stats.isFile() && !stats.isDirectory()) throw untrusted(entry, 'is neither a file nor a folder');
    if (expected !== undefined && stats.isDirectory() !== expected)
      throw untrusted(entry, expected ? 'is no folder' : 'is no file');
    checkOwner(entry, stats, folder, check);
    // Written in place, where others are replaced whole.
    const isWritten = /\.(?:sqlite|jsonl)(?:-wal|-shm|-journal)?$|^(?:index-)?lock(?:-journal)?$/u.test(name);
    if (isWritten && stats.isFile() && stats.nlink > 1 && check.readOnly !== true)
      throw untrusted(entry, 'has a second name elsewhere: what is written to it would be written there');
    if (name.endsWith('-journal') && stats.isFile()) checkJournal(entry);
  }
}

/** Of the case folder at `path`, absolute, links resolved. Throws `case-untrusted`, naming what is wrong. */
export function checkCaseFolder(path: string, check: CaseCheck): void {
  const paths = casePathsOf(path);
  const folder = lstatSync(path);
  checkOwner(path, folder, folder, check);
  const inFolder = new Map<string, boolean>(
    (Object.keys(paths) as (keyof CasePaths)[]).map((key) => [
      paths[key].slice(path.length + 1),
      folders.includes(key),
    ]),
  );
  inFolder.set('tika', true).set('index.json', false);
  checkEntries(path, folder, check, (name) => inFolder.get(name));
  for (const inner of [paths.hashSets, paths.received, paths.removals])
    if (statOf(inner)) checkEntries(inner, folder, check, () => false);
}
