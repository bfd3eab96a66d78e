/** What every ledger makes of a removal in the same way: the names of tombstones, what holds, what is blanked. */
import { createHmac } from 'node:crypto';
import { removalWords, tombstoneName, type Removal } from '../schemas/removal.ts';

/** Bytes of the secret of a case from which the hashes of its tombstones are made. */
export const saltBytes = 32;

/** 64 hex digits. Whoever has the case can still try names one by one: what it hides is what nobody thinks of. */
export const saltedHash = (salt: Uint8Array, words: string): string =>
  createHmac('sha256', salt).update(words).digest('hex');

/** How a tombstone stands among the items: an id as long as the one that it stands for, a name, and how it ended. */
export function tombstoneItem(key: string, id: string, removal: Pick<Removal, 'at' | 'by' | 'reason'>) {
  return {
    id: key.slice(0, id.length),
    name: tombstoneName(key),
    ended: { status: 'skipped', code: 'removed', detail: removalWords(removal).slice(0, maxDetailUnits) },
  } as const;
}

const maxDetailUnits = 500;

/** A label that keeps what has it from being removed: `hold`, or `hold:` with a name. By its key. */
export const isHold = (key: string): boolean => key === 'hold' || key.startsWith('hold:');

const blank = '[removed]';

/** A name of letters alone may be anybody's word, and one of this program's: it is told from these only as a whole value. */
export const isPlainWord = (word: string): boolean => /^\p{L}+$/u.test(word);

/**
 * Where a word stands whole: not in a longer name (`EX-1` in `EX-10`, in `EX-1-b` and in `EX-1.old`), and a path not
 * behind another folder.
 */
export function wholeWord(word: string, flags: 'gu' | 'iu'): RegExp {
  const folder = word.includes('/') ? '|[\\p{L}\\p{N}]/' : '';
  return new RegExp(
    `(?<![\\p{L}\\p{N}_]|[\\p{L}\\p{N}][-.]${folder})${RegExp.escape(word)}(?![\\p{L}\\p{N}_]|[-.][\\p{L}\\p{N}])`,
    flags,
  );
}

/** A text without the words, where they stand whole; the longest first. Plain words stay: the text is somebody's. */
export function blanked(text: string, words: readonly string[]): string {
  let result = text;
  for (const word of words.toSorted((one, other) => other.length - one.length)) {
    if (word === '' || !result.includes(word) || isPlainWord(word)) continue;
    result = result.replaceAll(wholeWord(word, 'gu'), blank);
  }
  return result;
}

/** Fields of statements of custody and records of runs whose values are this program's words, and no names of evidence. */
const ownFields = new Set(['kind', 'field', 'status', 'code', 'codes', 'type', 'versions', 'host', 'config', 'sandbox', 'tika']); // prettier-ignore

function blankedValue(value: unknown, words: readonly string[]): unknown {
  if (typeof value === 'string')
    return isPlainWord(value) && words.includes(value) ? blank : blanked(value, words);
  if (Array.isArray(value)) return value.map((one) => blankedValue(one, words));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, ownFields.has(name) ? one : blankedValue(one, words)]),
  );
}

/** The same for all strings in a value of JSON, names and values of the program's own fields apart. */
export const blankedJson = (json: string, words: readonly string[]): string =>
  JSON.stringify(blankedValue(JSON.parse(json), words));
