/** Reads the block at the start of a Word document that says where all else lies ([MS-DOC] 2.5; Word 6 has it alike). */

/** Where a table lies in the table stream; a length of 0 where the document has none. */
export interface TablePlace {
  readonly at: number;
  readonly bytes: number;
}

/** The parts of a document's text, in the order in which they lie one behind the other ([MS-DOC] 2.4.1). */
export const stories = [
  'body',
  'footnotes',
  'headers',
  'macros',
  'comments',
  'endnotes',
  'text boxes',
  'text boxes of headers',
] as const;
export type StoryName = (typeof stories)[number];

/** Positions of the places in the block; the same in all versions as far as Word 6 has them. */
const tables = {
  styles: 1,
  commentReferences: 4,
  commentTexts: 5,
  characterPages: 12,
  paragraphPages: 13,
  bookmarks: 21,
  associated: 32,
  pieces: 33,
  commentAuthors: 36,
  changeAuthors: 51,
  variables: 60,
  savedBy: 71,
  lists: 73,
  listUses: 74,
  commentTimes: 112,
} as const;
export type TableName = keyof typeof tables;
/** Word 6 has the rest in other places, in forms of their own. */
const lastOfWord6 = 33;

/** Up to this number the versions of Word before 97 ([MS-DOC] 2.5.1). */
const firstOfWord97 = 0xc1;

export interface FileBlock {
  /** Before Word 97: text in single bytes, all tables in one stream. */
  readonly isOld: boolean;
  readonly isEncrypted: boolean;
  /** The text lies in pieces, not in one stretch from `textStart` to `textEnd`; always so from Word 97 on. */
  readonly hasPieces: boolean;
  readonly tableStream: '0Table' | '1Table' | 'WordDocument';
  /** LCID of the program that wrote it. */
  readonly language: number;
  readonly textStart: number;
  readonly textEnd: number;
  /** Characters of each story. */
  readonly lengths: readonly number[];
  readonly place: (table: TableName) => TablePlace;
}

/** Undefined where there is no such block: another magic number, or cut off within. */
export function readFileBlock(bytes: Buffer): FileBlock | undefined {
  if (bytes.length < 154) return undefined;
  const magic = bytes.readUInt16LE(0);
  // 0xA5EC from Word 97 on, 0xA5DC in Word 6 and 95; others of Asian versions differ in their last digits.
  if (magic >> 8 !== 0xa5) return undefined;
  const isOld = bytes.readUInt16LE(2) < firstOfWord97;
  const flags = bytes.readUInt16LE(10);
  const lengthsAt = isOld ? 52 : 76;
  const placesAt = isOld ? 88 : 154;
  return {
    isOld,
    isEncrypted: (flags & 0x100) !== 0,
    hasPieces: !isOld || (flags & 4) !== 0,
    tableStream: isOld ? 'WordDocument' : (flags & 0x200) === 0 ? '0Table' : '1Table',
    language: bytes.readUInt16LE(6),
    textStart: bytes.readUInt32LE(24),
    textEnd: bytes.readUInt32LE(28),
    lengths: stories.map((_, index) => Math.max(0, bytes.readInt32LE(lengthsAt + index * 4))),
    place(table) {
      const index = tables[table];
      const at = placesAt + index * 8;
      if ((isOld && index > lastOfWord6) || at + 8 > bytes.length) return { at: 0, bytes: 0 };
      return { at: bytes.readUInt32LE(at), bytes: bytes.readUInt32LE(at + 4) };
    },
  };
}
