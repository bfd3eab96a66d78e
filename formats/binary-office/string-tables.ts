/** Reads the tables of strings of Word documents ([MS-DOC] 2.2.4 STTB, 2.9.94 GrpXstAtnOwners). */

/** Authors of a document; more are none. */
const maxStrings = 10_000;

interface StringTable {
  readonly strings: string[];
  /** Where it ends. */
  readonly end: number;
}

function parseStringTable(table: Buffer): StringTable {
  const strings: string[] = [];
  if (table.length < 4) return { strings, end: table.length };
  const isWide = table.readUInt16LE(0) === 0xffff;
  const start = isWide ? 2 : 0;
  const count = Math.min(table.readUInt16LE(start), maxStrings);
  const extraBytes = isWide && table.length >= 6 ? table.readUInt16LE(start + 2) : 0;
  let at = isWide ? start + 4 : 2;
  while (strings.length < count && at + 2 <= table.length) {
    const units = isWide ? table.readUInt16LE(at) : (table[at] ?? 0);
    at += isWide ? 2 : 1;
    const end = at + units * (isWide ? 2 : 1);
    strings.push(
      isWide
        ? table.toString('utf16le', at, Math.min(end, table.length)).toWellFormed()
        : table.toString('latin1', at, end),
    );
    at = end + extraBytes;
  }
  return { strings, end: at };
}

/** Of a table in its extended form (characters of two bytes) or the plain one of Word 6. */
export const readStringTable = (table: Buffer): string[] => parseStringTable(table).strings;

/** Where a table of strings ends that something else follows. */
export const stringTableBytes = (table: Buffer): number => parseStringTable(table).end;

/** Strings one behind the other, each with its length in front. */
export function readStringGroup(group: Buffer): string[] {
  const strings: string[] = [];
  for (let at = 0; at + 2 <= group.length && strings.length < maxStrings;) {
    const end = at + 2 + group.readUInt16LE(at) * 2;
    strings.push(group.toString('utf16le', at + 2, Math.min(end, group.length)).toWellFormed());
    at = end;
  }
  return strings;
}
