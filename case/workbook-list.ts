/**
 * Reads the first sheet of a workbook (XLSX) as a load file: what a Microsoft Purview export lists its items in, beside CSV.
 * Only what a list needs: values as they are kept, of shared strings, inline ones and numbers (ECMA-376 part 1, 18.3, 18.4).
 */
import { createReadStream, openSync, closeSync, readSync, fstatSync } from 'node:fs';
import { createInflateRaw } from 'node:zlib';
import { codeOf, Problem } from '../schemas/problem.ts';
import { headOf } from './list-lines.ts';
import { type Markup, markupOf } from './list-markup.ts';
import type { LoadFile, LoadRow, LostRow } from './load-file.ts';

/** The end of a ZIP archive with the longest comment, and the longest table of its members that is read. */
const maxEndBytes = 65_557;
const maxTableBytes = 16 * 1024 * 1024;
/** Bytes that a part may expand to: a sheet of a million rows has some hundred million. Stops a bomb. */
const maxPartBytes = 1024 * 1024 * 1024;
/**
 * And for each byte that it has packed, beyond what costs nothing: sheets of one value over and over come to some fifty.
 * Stops the small file that takes a minute each time that it is read.
 */
const maxPartRatio = 100;
const minPartBytes = 16 * 1024 * 1024;
/** What strings of a whole workbook are held: they come before the cells that name them. */
const maxStringUnits = 256 * 1024 * 1024;
/** What one takes beside its units: an empty one takes room too. */
const unitsOfString = 16;
const maxColumns = 2_000;
const maxRowUnits = 1024 * 1024;

interface Part {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly at: number;
}

const noWorkbook = (path: string, why: string): Problem =>
  new Problem(
    'bad-file',
    `${path} is no workbook that can be read as a list: ${why}`,
    'Save the list as CSV.',
  );

function readAt(path: string, at: number, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, fstatSync(file).size - at)));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, at));
  } finally {
    closeSync(file);
  }
}

function sizeOf(path: string): number {
  const file = openSync(path, 'r');
  try {
    return fstatSync(file).size;
  } finally {
    closeSync(file);
  }
}

/** The parts of the package, by its table of members (APPNOTE 4.3.12, 4.3.16). */
function partsOf(path: string): Part[] {
  const size = sizeOf(path);
  const tail = readAt(path, Math.max(0, size - maxEndBytes), maxEndBytes);
  const end = tail.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  if (end < 0 || end + 22 > tail.length) throw noWorkbook(path, 'its end is not there');
  const [bytes, start] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  if (bytes > maxTableBytes) throw noWorkbook(path, 'it has too many parts');
  const table = readAt(path, start, bytes);
  const parts: Part[] = [];
  for (let at = 0; at + 46 <= table.length && table.readUInt32LE(at) === 0x02014b50;) {
    const [name, extra, comment] = [28, 30, 32].map((field) => table.readUInt16LE(at + field)) as [number, number, number]; // prettier-ignore
    parts.push({
      name: table.toString('utf8', at + 46, at + 46 + name).replace(/^\//u, ''),
      method: table.readUInt16LE(at + 10),
      packed: table.readUInt32LE(at + 20),
      at: table.readUInt32LE(at + 42),
    });
    at += 46 + name + extra + comment;
  }
  return parts;
}

/** What a part holds, as bytes of one character each. */
async function* piecesOfPart(path: string, { name, method, packed, at }: Part): AsyncGenerator<string> {
  const head = readAt(path, at, 30);
  if (head.length < 30 || packed === 0) return;
  if (method !== 0 && method !== 8) throw noWorkbook(path, `${name} is packed in a way that is not known`);
  const start = at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  const stored = createReadStream(path, { start, end: start + packed - 1, highWaterMark: 256 * 1024 });
  const opened = method === 0 ? stored : stored.pipe(createInflateRaw());
  // The table may claim any number.
  const held = Math.min(packed, sizeOf(path));
  const mostBytes = Math.min(maxPartBytes, Math.max(minPartBytes, held * maxPartRatio));
  let bytes = 0;
  try {
    for await (const slice of opened as AsyncIterable<Buffer>) {
      bytes += slice.length;
      if (bytes > mostBytes)
        throw noWorkbook(path, `${name} expands from ${held} bytes to more than ${mostBytes}`);
      yield slice.toString('latin1');
    }
  } catch (error) {
    // What came before the damage counts; the row that it cuts is told.
    if (codeOf(error)?.startsWith('Z_') === true) return;
    throw error;
  } finally {
    stored.destroy();
    opened.destroy();
  }
}

const isMarkup = (markup: Markup | { readonly lostAt: number }): markup is Markup => 'name' in markup;
const plainName = ({ name }: Markup): string => name.slice(name.indexOf(':') + 1);

async function readStrings(path: string, part: Part | undefined): Promise<string[]> {
  const strings: string[] = [];
  if (!part) return strings;
  let units = 0;
  let text = '';
  for await (const markups of markupOf(piecesOfPart(path, part)))
    for (const markup of markups) {
      if (!isMarkup(markup)) continue;
      const name = plainName(markup);
      if (name === 'si' && !markup.isEnd) text = '';
      else if (name === 't' && markup.isEnd && text.length < maxRowUnits) text += markup.text;
      else if (name === 'si') {
        units += text.length + unitsOfString;
        if (units > maxStringUnits) throw noWorkbook(path, 'its strings are larger than what is held');
        strings.push(text);
      }
    }
  return strings;
}

/** From 0: `A1` is of the first column. */
function columnOf(reference: string | undefined, otherwise: number): number {
  const letters = /^[A-Z]{1,3}/u.exec(reference ?? '')?.[0];
  if (letters === undefined) return otherwise;
  return Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

interface OpenRow {
  readonly line: number;
  readonly values: string[];
  units: number;
  damage?: string;
}

/** Rows that hold something, in their order. */
async function* sheetRows(
  path: string,
  part: Part,
  strings: readonly string[],
): AsyncGenerator<OpenRow | LostRow> {
  let row: OpenRow | undefined;
  let [line, column, type] = [0, -1, ''];
  const put = (value: string): void => {
    if (!row) return;
    row.units += value.length;
    if (column >= maxColumns || row.units > maxRowUnits) row.damage = 'more than a row may have';
    else row.values[column] = (row.values[column] ?? '') + value;
  };
  for await (const markups of markupOf(piecesOfPart(path, part)))
    for (const markup of markups) {
      if (!isMarkup(markup)) {
        if (row) row.damage = 'a value without end';
        continue;
      }
      const { isEnd } = markup;
      const name = plainName(markup);
      if (name === 'row' && !isEnd) {
        line = Number(markup.attributes.get('r') ?? line + 1) || line + 1;
        row = { line, values: [], units: 0 };
        column = -1;
      } else if (name === 'c' && !isEnd) {
        column = columnOf(markup.attributes.get('r'), column + 1);
        type = markup.attributes.get('t') ?? 'n';
      } else if (isEnd && name === 'v')
        put(type === 's' ? (strings[Number(markup.text)] ?? '') : markup.text);
      else if (isEnd && name === 't') put(markup.text);
      else if (name === 'row' && row) {
        if (row.damage !== undefined || row.values.some((value) => value.trim() !== '')) yield row;
        row = undefined;
      }
    }
  if (row) yield { line: row.line, lost: 'the sheet ends within it' };
}

/** Whether a load file is such a workbook: a package that begins as one. */
export const isWorkbookList = (path: string, called: string): boolean =>
  /\.xls[xm]$/iu.test(called) && headOf(path).toString('latin1', 0, 4) === 'PK\u0003\u0004';

/** The sheet that the workbook lists first; by its name where it lists none. */
async function firstSheet(path: string, parts: readonly Part[]): Promise<Part | undefined> {
  const partAt = (name: string): Part | undefined => parts.find((part) => part.name === name);
  const attributesIn = async (name: string, element: string): Promise<ReadonlyMap<string, string>[]> => {
    const found: ReadonlyMap<string, string>[] = [];
    const part = partAt(name);
    if (!part) return found;
    for await (const markups of markupOf(piecesOfPart(path, part)))
      for (const markup of markups)
        if (isMarkup(markup) && plainName(markup) === element && !markup.isEnd && found.length < maxColumns)
          found.push(markup.attributes);
    return found;
  };
  const [sheet] = await attributesIn('xl/workbook.xml', 'sheet');
  const targets = await attributesIn('xl/_rels/workbook.xml.rels', 'Relationship');
  const target = targets.find((each) => each.get('Id') === sheet?.get('r:id'))?.get('Target') ?? '';
  const named = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
  return partAt(named) ?? parts.find(({ name }) => /^xl\/worksheets\/[^/]+\.xml$/u.test(name));
}

/** The first row that holds something is the heading. Throws `bad-file` where there is none. */
export async function openWorkbookList(path: string): Promise<LoadFile> {
  const parts = partsOf(path);
  const sheet = await firstSheet(path, parts);
  if (!sheet) throw noWorkbook(path, 'it has no sheet');
  const strings = await readStrings(path, parts.find(({ name }) => name === 'xl/sharedStrings.xml')); // prettier-ignore
  const headingOf = async (): Promise<OpenRow | undefined> => {
    for await (const row of sheetRows(path, sheet, strings)) if ('values' in row) return row;
    return undefined;
  };
  const heading = await headingOf();
  const columns = Array.from(heading?.values ?? [], (name) => (name ?? '').trim());
  if (!heading || columns.length < 2) throw noWorkbook(path, 'its first row is no heading');
  return {
    kind: 'workbook',
    columns,
    async *rows() {
      for await (const row of sheetRows(path, sheet, strings))
        if ('lost' in row) yield row;
        else if (row.line > heading.line) yield rowOf(row, columns.length);
    },
  };
}

/** Cells that a row leaves out are empty. */
function rowOf({ line, values, damage }: OpenRow, columns: number): LoadRow {
  const all = Array.from({ length: columns }, (_, at) => values[at] ?? '');
  const why =
    damage ??
    (values.length > columns ? `${values.length} values where the heading has ${columns}` : undefined);
  return why === undefined ? { line, values: all } : { line, values: all, damage: why };
}
