/**
 * The user's own folder: settings for all cases or for one, lists that the user has named, the log of what was read
 * without writing to a case. What stands in it is the user's word, where what stands in a case is a stranger's.
 */
import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { codeOf, messageOf, Problem } from '../schemas/problem.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A larger file is another one. */
const maxBytes = 1024 * 1024;
const othersMayWrite = 0o022;

const userFile = z.strictObject({
  /** Of all cases; checked with all others where they are resolved. */
  settings: z.record(z.string(), z.unknown()).optional(),
  /** Of one case, by its id. */
  cases: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});

export interface UserSettings {
  /** The file that they stand in. */
  readonly path: string;
  /** By key, unchecked; those of the case in front of those of all. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * `EVIDEX_HOME`, else `evidex` in the folder that the system has for a user's configuration. Undefined where the
 * environment names none of them, as that of some services.
 */
export function userFolderOf(environment: Environment): string | undefined {
  if (environment['EVIDEX_HOME']) return environment['EVIDEX_HOME'];
  const { XDG_CONFIG_HOME: configuration, HOME: home, APPDATA: roaming } = environment;
  if (configuration !== undefined && isAbsolute(configuration)) return join(configuration, 'evidex');
  if (home !== undefined && isAbsolute(home)) return join(home, '.config', 'evidex');
  return roaming !== undefined && isAbsolute(roaming) ? join(roaming, 'evidex') : undefined;
}

const fileIn = (folder: string): string => join(folder, 'settings.json');

/** Undefined where there is none. Throws for one that another user could have written. */
function readUserFile(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
  try {
    const { uid, mode, size } = fstatSync(file);
    if (process.getuid && (uid !== process.getuid() || (mode & othersMayWrite) !== 0))
      throw new Error('it belongs to another user, or others may write to it');
    if (size > maxBytes) throw new Error('it is too large');
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function readFile(path: string): z.infer<typeof userFile> {
  try {
    const text = readUserFile(path);
    return text === undefined ? {} : userFile.parse(JSON.parse(text));
  } catch (error) {
    const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
    const what = issue ? `${issue.path.join('.')}: ${issue.message}` : messageOf(error);
    throw new Problem(
      'wrong-value',
      `your settings ${path} cannot be taken: ${what}`,
      'Correct the file, take the rights of others away from it, or name another folder with EVIDEX_HOME.',
    );
  }
}

/**
 * The folder in which is kept what the user reads of a case without writing to it; made where it is not there. Throws
 * `failed` where there is none to be had: nothing is read without a record.
 */
export function readsFolderOf(environment: Environment, caseId: string): string {
  const folder = userFolderOf(environment);
  const hint = 'Name a folder of yours, which may be written to, with EVIDEX_HOME.';
  if (folder === undefined) throw new Problem('failed', 'there is no folder of yours to keep a log in', hint);
  const path = join(folder, 'reads', caseId);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  } catch (error) {
    throw new Problem('failed', `your own log cannot be kept in ${path}: ${messageOf(error)}`, hint);
  }
}

/** What the user has set for all cases, and for the one of that id. Throws `wrong-value`. */
export function readUserSettings(environment: Environment, caseId?: string): UserSettings | undefined {
  const folder = userFolderOf(environment);
  if (folder === undefined) return undefined;
  const path = fileIn(folder);
  const { settings, cases } = readFile(path);
  const ofCase = caseId === undefined ? undefined : cases?.[caseId];
  return { path, settings: { ...settings, ...ofCase } };
}

/**
 * Keeps settings of one case in the user's file, and leaves all others; an empty value takes a setting out. The whole
 * file is written or none of it. False where there is no folder to keep it in.
 */
export function keepUserSettings(
  environment: Environment,
  caseId: string,
  settings: Readonly<Record<string, string>>,
): boolean {
  const folder = userFolderOf(environment);
  if (folder === undefined) return false;
  const path = fileIn(folder);
  const file = readFile(path);
  const kept = Object.entries({ ...file.cases?.[caseId], ...settings }).filter(([, value]) => value !== '');
  const others = Object.entries(file.cases ?? {}).filter(([id]) => id !== caseId);
  const cases = Object.fromEntries(
    kept.length === 0 ? others : [...others, [caseId, Object.fromEntries(kept)]],
  );
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `.settings-${randomUUID()}.tmp`);
  writeFileSync(temporary, `${JSON.stringify({ ...file, cases }, undefined, 2)}\n`, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  });
  renameSync(temporary, path);
  return true;
}
