/** Takes the user's lists of passwords into the store of the case. */
import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import type { CaseFolder } from '../../case/case-folder.ts';
import { keepPasswords, storedPasswords } from '../../config/password-store.ts';
import { maxPasswords, type Password } from '../../schemas/password.ts';
import { messageOf, Problem } from '../../schemas/problem.ts';
import type { Output } from '../frame/output.ts';
import { countOf } from '../frame/quantities.ts';

export const passwordsOption = z
  .array(z.string().min(1))
  .optional()
  .describe('passwords to try on what is encrypted, one a line; kept in your own folder, for later runs too')
  .meta({ placeholder: 'FILE' });

/** Longer is no password list. */
const maxListBytes = 8 * 1024 * 1024;

export interface TakenPasswords {
  /** Of the lists given now, then those of before. */
  readonly words: readonly Password[];
  /** For the run's record: ids of lists, and how many words each has. */
  readonly record: { readonly passwords?: readonly { readonly id: string; readonly words: number }[] };
}

const refuse = (path: string, what: string): never => {
  throw new Problem('bad-file', `the password list ${path} ${what}`, 'A list is UTF-8, one password a line.');
};

/** Blanks count: a password may begin or end with one. */
function readWords(path: string): string[] {
  let bytes: Buffer;
  try {
    if (statSync(path).size > maxListBytes) return refuse(path, 'is larger than 8 MiB');
    bytes = readFileSync(path);
  } catch (error) {
    return refuse(path, `cannot be read: ${messageOf(error)}`);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse(path, 'is in another encoding than UTF-8');
  }
  const words = [...new Set(text.split(/\r?\n/u).filter((word) => word !== ''))];
  if (words.length === 0) refuse(path, 'is empty');
  if (words.length > maxPasswords)
    refuse(path, `has ${words.length} passwords; at most ${maxPasswords} are tried`);
  const long = words.findIndex((word) => word.length > 1_000);
  // Said by its number: the word itself is written nowhere.
  if (long >= 0) refuse(path, `has a password of more than 1,000 characters: number ${long + 1}`);
  return words;
}

interface Given {
  readonly passwords?: readonly string[] | undefined;
  readonly onlyTheseLists: boolean;
}

/** With the lists of earlier runs, which belong to the case, unless these alone are wanted; says how many there are. */
export function takePasswords(
  { passwords = [], onlyTheseLists }: Given,
  { id }: Pick<CaseFolder, 'id'>,
  userFolder: string | undefined,
  out: Pick<Output, 'note'>,
): TakenPasswords {
  const given = passwords.map(readWords);
  const kept = given.length > 0 ? keepPasswords(userFolder, id, given) : [];
  const all = storedPasswords(userFolder, id);
  const words = onlyTheseLists ? all.filter(({ list }) => kept.some((one) => one.id === list)) : all;
  if (words.length === 0) return { words, record: {} };
  const lists = [...Map.groupBy(words, ({ list }) => list)].map(([list, of]) => ({
    id: list,
    words: of.length,
  }));
  out.note(
    `Tries ${countOf(words.length, 'password')} of ${countOf(lists.length, 'list')} on what is encrypted; they are kept in your own folder and not in the case.`,
  );
  return { words, record: { passwords: lists } };
}
