/** Follows how text of an RTF document is set apart: hidden, struck, inserted, deleted (RTF 1.9.1, character formatting, revision marks). */
import type { Anchor } from '../../schemas/anchor.ts';

export type Mark = Pick<Anchor, 'mark' | 'author' | 'changed'>;

/** What of it a group has set; replaced as a whole when a word changes it. */
export interface CharacterLook {
  readonly isVanished?: boolean;
  readonly isStruck?: boolean;
  readonly isRaised?: boolean;
  readonly isDeleted?: boolean;
  readonly isInserted?: boolean;
  /** Places in the table of authors, and the packed times, of an insertion and a deletion. */
  readonly author?: number;
  readonly changed?: number;
  readonly deleter?: number;
  readonly deleted?: number;
}

export const plainLook: CharacterLook = {};

const isOn = (parameter: number | undefined): boolean => parameter !== 0;

/** By control word, what it changes. */
export const lookWords: Readonly<Record<string, (parameter: number | undefined) => CharacterLook>> = {
  v: (on) => ({ isVanished: isOn(on) }),
  webhidden: () => ({}),
  strike: (on) => ({ isStruck: isOn(on) }),
  striked: (on) => ({ isStruck: isOn(on) }),
  super: (on) => ({ isRaised: isOn(on) }),
  sub: () => ({ isRaised: false }),
  nosupersub: () => ({ isRaised: false }),
  deleted: (on) => ({ isDeleted: isOn(on) }),
  revised: (on) => ({ isInserted: isOn(on) }),
  revauth: (author) => ({ author }),
  revdttm: (changed) => ({ changed }),
  revauthdel: (deleter) => ({ deleter }),
  revdttmdel: (deleted) => ({ deleted }),
};

/** A packed time has the minute, hour, day, month and the years since 1900 in 6, 5, 5, 4 and 9 bits. */
function showTime(packed: number | undefined): string | undefined {
  if (packed === undefined || packed === 0) return undefined;
  const two = (value: number): string => String(value).padStart(2, '0');
  const bits = packed >>> 0;
  const date = `${1900 + ((bits >>> 20) & 511)}-${two((bits >>> 16) & 15)}-${two((bits >>> 11) & 31)}`;
  return `${date}T${two((bits >>> 6) & 31)}:${two(bits & 63)}`;
}

/** Whether a reader does not see it. */
export const isConcealed = ({ isVanished, isDeleted }: CharacterLook): boolean =>
  isVanished === true || isDeleted === true;

/** How it is set apart; `authors` is the table of those who changed the document. */
export function markOf(look: CharacterLook, authors: readonly string[]): Mark | undefined {
  const by = (author: number | undefined): string | undefined => authors[author ?? -1] || undefined;
  if (look.isDeleted) return { mark: 'deleted', author: by(look.deleter), changed: showTime(look.deleted) };
  if (look.isVanished) return { mark: 'vanished' };
  if (look.isInserted) return { mark: 'inserted', author: by(look.author), changed: showTime(look.changed) };
  return look.isStruck ? { mark: 'struck' } : undefined;
}
