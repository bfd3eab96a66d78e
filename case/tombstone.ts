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

/** A text without the words, where no letter or digit stands before or behind; the longest first. */
export function blanked(text: string, words: readonly string[]): string {
  let result = text;
  for (const word of words.toSorted((one, other) => other.length - one.length)) {
    if (word === '' || !result.includes(word)) continue;
    const alone = new RegExp(`(?<![\\p{L}\\p{N}])${RegExp.escape(word)}(?![\\p{L}\\p{N}])`, 'gu');
    result = result.replaceAll(alone, blank);
  }
  return result;
}

/** The same for all strings in a value of JSON, the names of fields apart. */
export function blankedJson(json: string, words: readonly string[]): string {
  return JSON.stringify(JSON.parse(json), (_, value: unknown) =>
    typeof value === 'string' ? blanked(value, words) : value,
  );
}
