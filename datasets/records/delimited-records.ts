/** Records of a delimited table, from the text that its extractor makes: a line a record, a tab between fields. */
import { linesOf, maxColumns, type StoredText, type TableRecord } from './table-record.ts';

/** The cells of a line, and how many more it has than are read. */
export function cellsOf(line: string): { readonly cells: readonly string[]; readonly unread: number } {
  const cells: string[] = [];
  let from = 0;
  for (let tab = line.indexOf('\t'); tab >= 0; tab = line.indexOf('\t', from)) {
    cells.push(line.slice(from, tab).trim());
    from = tab + 1;
    if (cells.length < maxColumns) continue;
    let unread = 1;
    for (let next = line.indexOf('\t', from); next >= 0; next = line.indexOf('\t', next + 1)) unread += 1;
    return { cells, unread };
  }
  cells.push(line.slice(from).trim());
  return { cells, unread: 0 };
}

/** Rows without any value are left out; they keep their number. */
export async function* delimitedRecords({ read }: StoredText): AsyncGenerator<TableRecord> {
  let row = 0;
  for await (const { text, isCut } of linesOf(read)) {
    row += 1;
    if (text.trim() === '' || (row === 1 && /^sep=.$/i.test(text))) continue;
    yield { row, ...cellsOf(text), ...(isCut && { isDamaged: true as const }) };
  }
}
