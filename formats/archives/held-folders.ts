/**
 * Tells which folder entries of an archive hold nothing that it lists: those are items of their own, since no member’s
 * path has their name.
 */
import type { Child } from '../contract.ts';
import { NamePrint } from './name-print.ts';

/** Folders noted of one archive; stops names that are nothing but slashes. Beyond it a folder is an item either way. */
const maxFolders = 1_000_000;

/** How an entry for a folder that holds no member ends. */
export const emptyFolder = {
  status: 'skipped',
  code: 'not-a-file',
  detail: 'a folder that holds no member',
} as const satisfies Child['ended'];

const slash = 0x2f;

/** A name as its units: bytes of a header, or text. */
type Name = Uint8Array | string;

const unitAt = (name: Name, at: number): number =>
  typeof name === 'string' ? name.charCodeAt(at) : (name[at] as number);

/** Without the slashes at its end. */
const lengthOf = (name: Name): number => {
  let end = name.length;
  while (end > 0 && unitAt(name, end - 1) === slash) end -= 1;
  return end;
};

/** All names of one archive in the same form: bytes, or text. */
export class HeldFolders {
  readonly #holding = new Set<number>();

  /** Notes the folders above a member, or above a folder’s entry. */
  add(name: Name): void {
    const print = new NamePrint();
    for (let at = 0, end = lengthOf(name); at < end && this.#holding.size < maxFolders; at++) {
      if (unitAt(name, at) === slash) this.#holding.add(print.value);
      print.add(unitAt(name, at));
    }
  }

  /** Whether something lies below this folder; to be asked when all names were added. */
  holds(folder: Name): boolean {
    const print = new NamePrint();
    for (let at = 0, end = lengthOf(folder); at < end; at++) print.add(unitAt(folder, at));
    return this.#holding.has(print.value);
  }
}
