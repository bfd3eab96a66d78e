/**
 * Reads the load files of a production row by row: DAT (Concordance), whatever its delimiters, and OPT (Opticon). There is
 * no specification but what vendors print of them: a DAT has a heading of names and then a row for each document, by
 * default 0x14 between values and 0xFE around each; an OPT has a row for each image of a page, seven values between commas.
 * The metadata of Google Vault is XML (`vault-metadata.ts`).
 */
import { isUtf8 } from 'node:buffer';
import { Problem } from '../schemas/problem.ts';
import { headOf, linesOf, type ListLine } from './list-lines.ts';
import { isWorkbookList, openWorkbookList } from './workbook-list.ts';
import { isVaultMetadata, openVaultMetadata } from './vault-metadata.ts';

/** Stops the value that never ends from filling memory; texts that stand in a value are far shorter. */
const maxRowUnits = 1024 * 1024;
/** Lines that one row may take: more is a quote that was never closed, which would swallow the rest of the file. */
const maxRowLines = 100;
/** Stops the heading whose names alone fill memory, once for each row. */
const maxColumns = 2_000;

export interface LoadRow {
  /** Of the file, from 1: where the row begins. */
  readonly line: number;
  /** As many as the file has columns. */
  readonly values: readonly string[];
  /** What is wrong with it although it was read. */
  readonly damage?: string;
}

/** A row that could not be read. */
export interface LostRow {
  readonly line: number;
  readonly lost: string;
}

export interface LoadFile {
  readonly kind: 'dat' | 'opt' | 'vault' | 'workbook';
  readonly columns: readonly string[];
  rows(): AsyncGenerator<LoadRow | LostRow>;
}

/** What stands between values, and around each; no quote where none does. */
interface Form {
  readonly delimiter: string;
  readonly quote: string;
}

const optColumns = ['IMAGEKEY', 'VOLUME', 'IMAGEPATH', 'DOCBREAK', 'FOLDERBREAK', 'BOXBREAK', 'PAGECOUNT'];
/** Behind a key, a volume and a path the mark of a document's first page, or nothing. */
const optLine = /^[^,\u00fe]+,[^,]*,[^,]*\.\w{2,5},[Yy]?(?:,|$)/u;

const quotes = '\u00fe"^~|\'';
const delimiters = ['\u0014', '\t', '|', ';', ',', '\u00b6', '~', '^'];

/** Told by the heading: what stands around its first name, and behind that. */
function formOf(heading: string): Form {
  const [quote = ''] = heading;
  if (quotes.includes(quote)) {
    const closed = heading.indexOf(quote, 1);
    const delimiter = closed < 0 ? undefined : heading[closed + 1];
    // A single column has none, so that any does.
    return { quote, delimiter: delimiter ?? '\u0014' };
  }
  const counts = delimiters.map((one) => [heading.split(one).length, one] as const);
  const [, delimiter] = counts.reduce((best, one) => (one[0] > best[0] ? one : best));
  return { quote: '', delimiter };
}

/** Undefined where a quote is still open at the end. Two quotes within quotes are one. */
function valuesOf(text: string, { delimiter, quote }: Form): string[] | undefined {
  if (quote === '') return text.split(delimiter);
  const values: string[] = [];
  for (let at = 0; at <= text.length;) {
    if (text[at] !== quote) {
      const end = text.indexOf(delimiter, at);
      values.push(end < 0 ? text.slice(at) : text.slice(at, end));
      at = end < 0 ? text.length + 1 : end + 1;
      continue;
    }
    let end = at + 1;
    // A quote that neither doubles nor ends the value belongs to it: nothing escapes them in a DAT.
    for (;;) {
      end = text.indexOf(quote, end);
      if (end < 0) return undefined;
      if (text[end + 1] === quote && text[end + 2] !== delimiter && text[end + 2] !== undefined) end += 2;
      else if (end + 1 === text.length || text[end + 1] === delimiter) break;
      else end += 1;
    }
    values.push(text.slice(at + 1, end).replaceAll(quote + quote, quote));
    at = end + 2;
    if (end + 1 === text.length) break;
  }
  return values;
}

const strict = new TextDecoder('utf-8', { fatal: true });
const lenient = new TextDecoder('utf-8');
const western = new TextDecoder('windows-1252');

interface DecodedLine {
  readonly number: number;
  readonly text: string;
  readonly damage?: string;
}

/** UTF-8 where a line is that; else Windows-1252, which these programs write, if the file does not say that it is UTF-8. */
function decode({ number, text, isCut }: ListLine, saysUtf8: boolean): DecodedLine {
  const bytes = Buffer.from(text, 'latin1');
  if (isCut) return { number, text: '', damage: `longer than ${maxRowUnits} characters` };
  if (isUtf8(bytes)) return { number, text: strict.decode(bytes) };
  return saysUtf8
    ? { number, text: lenient.decode(bytes), damage: 'bytes that are no UTF-8' }
    : { number, text: western.decode(bytes) };
}

/** By its mark, or by the quotes of its heading. UTF-16 has become UTF-8 by the time its lines are here. */
const saysUtf8 = (head: Buffer): boolean =>
  head.includes(Buffer.from('\u00fe')) || /^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/u.test(head.toString('latin1')); // prettier-ignore

async function* textLines(path: string): AsyncGenerator<DecodedLine> {
  const isMarked = saysUtf8(headOf(path));
  for await (const line of linesOf(path, maxRowUnits)) yield decode(line, isMarked);
}

/** Puts lines together until all quotes are closed; what is never closed costs its first line and no more. */
async function* rowsOf(
  lines: AsyncIterable<DecodedLine>,
  form: Form,
  columns: number,
): AsyncGenerator<LoadRow | LostRow> {
  const read = (line: number, text: string, damage?: string): LoadRow | LostRow | undefined => {
    const values = valuesOf(text, form);
    if (values === undefined) return undefined;
    if (values.length === columns) return { line, values, ...(damage === undefined ? {} : { damage }) };
    return { line, lost: `${values.length} values where the heading has ${columns}` };
  };
  let open: DecodedLine[] = [];
  let units = 0;
  const giveUp = function* (lost: string): Generator<LoadRow | LostRow> {
    const [first, ...rest] = open;
    open = [];
    units = 0;
    if (first) yield { line: first.number, lost };
    // What lies behind may be whole rows: each is read for itself.
    for (const { number, text, damage } of rest) {
      const row = read(number, text, damage);
      if (row && 'values' in row) yield row;
      else yield { line: number, lost };
    }
  };
  for await (const line of lines) {
    if (open.length === 0 && line.text === '' && line.damage === undefined) continue;
    open.push(line);
    units += line.text.length;
    const [first = line] = open;
    const damage = open.find((one) => one.damage !== undefined)?.damage;
    // Looked at only where it may end here: else a row of many lines is read from its beginning for each of them.
    const mayEnd = open.length === 1 || line.text.endsWith(form.quote);
    const row = mayEnd ? read(first.number, open.map(({ text }) => text).join('\n'), damage) : undefined;
    // An open quote has taken in the next row: that one is whole by itself.
    if (row && 'lost' in row && open.length > 1) yield* giveUp('a quote that is not closed');
    else if (row) {
      yield line.text === '' && damage !== undefined ? { line: first.number, lost: damage } : row;
      open = [];
      units = 0;
    } else if (open.length >= maxRowLines || units > maxRowUnits) yield* giveUp('a quote that is not closed');
  }
  yield* giveUp('the file ends within it');
}

async function headingOf(path: string): Promise<DecodedLine | undefined> {
  for await (const line of textLines(path)) if (line.text.trim() !== '' || line.damage) return line;
  return undefined;
}

async function* without(lines: AsyncIterable<DecodedLine>, heading: number): AsyncGenerator<DecodedLine> {
  for await (const line of lines) if (line.number > heading) yield line;
}

/**
 * Tells the form of a load file by its first line; `called` is what it is named where it was received. Throws `bad-file`
 * for what has no heading.
 */
export async function openLoadFile(path: string, called: string): Promise<LoadFile> {
  if (isWorkbookList(path, called)) return openWorkbookList(path);
  if (isVaultMetadata(path)) return openVaultMetadata(path);
  const first = await headingOf(path);
  if (/\.opt$/iu.test(called) || (first && optLine.test(first.text))) {
    const form = { delimiter: ',', quote: '' };
    return { kind: 'opt', columns: optColumns, rows: () => rowsOf(textLines(path), form, optColumns.length) };
  }
  const form = formOf(first?.text ?? '');
  const columns = (valuesOf(first?.text ?? '', form) ?? []).map((name) => name.trim());
  if (!first || columns.length < 2 || columns.length > maxColumns)
    throw new Problem(
      'bad-file',
      `${path} is no load file: its first line is no heading with the names of 2 to ${maxColumns} columns`,
      'Name the DAT or OPT of the production, the list of items of its export, or its metadata.',
    );
  const { number } = first;
  return { kind: 'dat', columns, rows: () => rowsOf(without(textLines(path), number), form, columns.length) };
}
