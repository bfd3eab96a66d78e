/** What a group of an RTF document sets for what it holds. */
import type { TextKind } from '../../schemas/anchor.ts';
import { type CharacterLook, plainLook } from './character-look.ts';
import type { HexCollector } from './hex-data.ts';

export interface Group {
  kind: TextKind;
  /** `inner`: only destinations inside are read; `all`: nothing is. */
  skip: 'none' | 'inner' | 'all';
  /** Gathers the text of a value instead of a stream. */
  value?: { text: string };
  /** Groups in it are words of their own: a name and what it stands for. */
  parts?: true;
  hex?: HexCollector;
  isFontTable: boolean;
  font: number;
  /** Characters that stand in for one `\u` (`\ucN`). */
  fallback: number;
  look: CharacterLook;
  /** Groups in it are names of a table: of styles, or of those who changed the document; or a text without Unicode. */
  names?: 'style' | 'revisionAuthor' | 'ansi';
  times?: Record<string, number>;
  pictureType?: string;
  /** Before the first control word, which alone can make it a destination. */
  isFresh: boolean;
  isStarred: boolean;
  offset: number;
  /** Runs at the end of this very group. */
  atEnd?: () => void;
}

/** What holds outside of all groups. */
export const outermost = (): Group => ({
  kind: 'body',
  skip: 'none',
  isFontTable: false,
  font: -1,
  fallback: 1,
  look: plainLook,
  isFresh: false,
  isStarred: false,
  offset: 0,
});
