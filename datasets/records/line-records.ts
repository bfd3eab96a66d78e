/** Records of a plain text that is a list: one value a line, as lists of addresses, numbers and hashes are kept. */
import { linesOf, type StoredText, type TableRecord } from './table-record.ts';

const startUnits = 4_096;
const minLines = 5;
/** A value: one word of many signs, or a number in groups. */
const isValue = (line: string): boolean =>
  line.length <= 200 && (/^\S{6,200}$/.test(line) || /^[+(]?[\d ().-]{7,24}$/.test(line));
/** What tells a list of identifiers from one of words, paths and code. */
const isIdentifier = (line: string): boolean =>
  isValue(line) && /[0-9@]/.test(line) && !/[\\{}<>;,=]|^[/.#]/.test(line);

/** Whether the first lines are values of people or things, but for a heading. */
export function looksLikeList(start: string): boolean {
  const lines = start.split('\n').map((line) => line.trim());
  if (start.length >= startUnits) lines.pop();
  const filled = lines.filter((line) => line !== '').slice(0, 200);
  const values = filled.filter((line) => isIdentifier(line)).length;
  return filled.length >= minLines && values >= (filled.length - 1) * 0.95;
}

export async function* lineRecords({ read }: StoredText): AsyncGenerator<TableRecord> {
  if (!looksLikeList(await read(0, startUnits))) return;
  let row = 0;
  for await (const { text, isCut } of linesOf(read)) {
    row += 1;
    const cell = text.trim();
    if (cell !== '') yield { row, cells: [cell], unread: 0, ...(isCut && { isDamaged: true as const }) };
  }
}
