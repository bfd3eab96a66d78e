/**
 * The password lists of a case, in the user's own folder and there alone, since a copy or an export of the case must not
 * take the words along: `passwords/CASE-ID.json`, which nobody else may read. The case names a list by an id: a keyed
 * hash, whose key stays here, so that nobody finds a short list by guessing.
 */
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
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
import { join } from 'node:path';
import { z } from 'zod';
import { maxPasswords, type Password } from '../schemas/password.ts';
import { codeOf, messageOf, Problem } from '../schemas/problem.ts';

/** A longer file is another one, named by mistake. */
const maxBytes = 16 * 1024 * 1024;
const othersMayDo = 0o077;
/** Digits of a list's id. */
const idDigits = 16;

const stored = z.strictObject({
  key: z.string().regex(/^[0-9a-f]{64}$/),
  lists: z.array(z.strictObject({ id: z.string().max(64), words: z.array(z.string().min(1).max(1_000)) })),
});
type Stored = z.infer<typeof stored>;

export interface PasswordList {
  readonly id: string;
  readonly words: number;
}

const problem = (path: string, what: string): Problem =>
  new Problem(
    'wrong-value',
    `the passwords ${path} cannot be taken: ${what}`,
    'Take the rights of others away from it (chmod 600), or delete it and give the lists again.',
  );

const pathIn = (userFolder: string, caseId: string): string =>
  join(userFolder, 'passwords', `${caseId}.json`);

/** Undefined where there is none. */
function read(path: string): Stored | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw problem(path, messageOf(error));
  }
  try {
    const { uid, mode, size } = fstatSync(file);
    if (process.getuid && (uid !== process.getuid() || (mode & othersMayDo) !== 0))
      throw problem(path, 'it belongs to another user, or others may read it');
    if (size > maxBytes) throw problem(path, 'it is too large');
    const parsed = stored.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    // What is wrong with it may quote a word.
    if (!parsed.success) throw problem(path, 'it is no list of passwords as this program keeps it');
    return parsed.data;
  } catch (error) {
    if (error instanceof SyntaxError) throw problem(path, 'it is no JSON');
    throw error;
  } finally {
    closeSync(file);
  }
}

const flat = ({ lists }: Stored): Password[] =>
  lists.flatMap(({ id, words }) => words.map((word, at) => ({ word, list: id, entry: at + 1 })));

/** The words that the user has given for the case, those given last first; none where there are none. Throws `wrong-value`. */
export function storedPasswords(userFolder: string | undefined, caseId: string): Password[] {
  const known = userFolder === undefined ? undefined : read(pathIn(userFolder, caseId));
  return known ? flat(known) : [];
}

/**
 * Keeps lists of words for the case; those of before stay behind them. The whole file is written or none of it. Throws
 * `wrong-value` where there is nowhere to keep them, or they are too many.
 */
export function keepPasswords(
  userFolder: string | undefined,
  caseId: string,
  given: readonly (readonly string[])[],
): PasswordList[] {
  if (userFolder === undefined)
    throw new Problem(
      'wrong-value',
      'there is no folder of yours to keep passwords in',
      'Name a folder of yours with EVIDEX_HOME.',
    );
  const path = pathIn(userFolder, caseId);
  const known = read(path) ?? { key: randomBytes(32).toString('hex'), lists: [] };
  const idOf = (words: readonly string[]): string =>
    createHmac('sha256', Buffer.from(known.key, 'hex'))
      .update(JSON.stringify(words))
      .digest('hex')
      .slice(0, idDigits);
  const added = given.map((words) => ({ id: idOf(words), words: [...words] }));
  const ids = new Set(added.map(({ id }) => id));
  const lists = [...added, ...known.lists.filter(({ id }) => !ids.has(id))];
  const words = lists.reduce((sum, list) => sum + list.words.length, 0);
  if (words > maxPasswords)
    throw new Problem(
      'wrong-value',
      `${words} passwords with those that were given for this case before; at most ${maxPasswords} are tried`,
      `Give a shorter list. Those of before stand in ${path}.`,
    );
  mkdirSync(join(userFolder, 'passwords'), { recursive: true, mode: 0o700 });
  const temporary = join(userFolder, 'passwords', `.${randomUUID()}.tmp`);
  writeFileSync(temporary, JSON.stringify({ key: known.key, lists }), {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  });
  renameSync(temporary, path);
  return added.map(({ id, words: { length } }) => ({ id, words: length }));
}
