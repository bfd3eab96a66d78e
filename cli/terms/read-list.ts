/** Reads a list of search terms: one query a line, or a CSV with a column of queries and perhaps one of names. */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { encodingOf } from '../../case/list-lines.ts';
import { messageOf, Problem } from '../../schemas/problem.ts';
import { escapeLine } from '../frame/escape.ts';

/** Each is a question of its own over the whole case: more is another file, named by mistake. */
export const maxTerms = 10_000;
const maxListBytes = 16 * 1024 * 1024;
/** UTF-16 units; the query language takes as many. */
const maxTermUnits = 65_536;
const maxNameUnits = 200;

/** A query as the list has it. */
export interface ListedTerm {
  /** Where it begins in the file, from 1. */
  readonly line: number;
  /** What the list calls it. */
  readonly name?: string;
  readonly text: string;
}

export interface TermList {
  /** Of the bytes of the file: by it anybody tells whether they have the list that was searched. */
  readonly sha256: string;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  readonly terms: readonly ListedTerm[];
  /** Lines that say something to people, which are not searched. */
  readonly comments: number;
}

/** `line` from 1; absent where it is the file. */
function refuse(path: string, line: number | undefined, what: string): never {
  throw new Problem(
    'bad-file',
    escapeLine(`${path}${line === undefined ? '' : `, line ${line}`}: ${what}`),
    'Nothing was searched. A list has one query a line, or is a CSV (its name ends with .csv or .tsv) with a heading and a column term.',
  );
}

function bytesOf(path: string): Buffer {
  let size: number | undefined;
  try {
    const stat = statSync(path);
    if (stat.isFile()) size = stat.size;
    if (size !== undefined && size <= maxListBytes) return readFileSync(path);
  } catch (error) {
    return refuse(path, undefined, `cannot be read: ${messageOf(error)}`);
  }
  return refuse(path, undefined, size === undefined ? 'is no file' : 'is larger than 16 MiB');
}

/** Each line with its number; all line ends that programs write. */
function* linesOf(text: string): Generator<readonly [number: number, line: string]> {
  let number = 0;
  let from = 0;
  for (const end of text.matchAll(/\r\n|\n|\r/gu)) {
    yield [++number, text.slice(from, end.index)];
    from = end.index + end[0].length;
  }
  if (from < text.length) yield [++number, text.slice(from)];
}

/** What no program writes into a list: a sign that it is read in another encoding than its own. */
// eslint-disable-next-line no-control-regex -- these are what is looked for
const broken = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd]/u;

/** UTF-8 or UTF-16 by its mark or its look; else Windows-1252, which old spreadsheets write. Never a broken word without a word. */
function decode(path: string, bytes: Buffer): { readonly text: string; encoding: TermList['encoding'] } {
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const encoding =
    encodingOf(bytes.subarray(0, 4096)) ?? (isMarked || isUtf8(bytes) ? 'utf-8' : 'windows-1252');
  const text = new TextDecoder(encoding).decode(bytes);
  for (const [line, words] of linesOf(text))
    if (broken.test(words)) refuse(path, line, `bytes that are no text in ${encoding}`);
  return { text, encoding };
}

function checked(path: string, { line, name, text }: ListedTerm): ListedTerm {
  if (text.length > maxTermUnits) refuse(path, line, `a query of more than ${maxTermUnits} characters`);
  if (name === undefined || name === '') return { line, text };
  if (name.length > maxNameUnits) refuse(path, line, `a name of more than ${maxNameUnits} characters`);
  return { line, name, text };
}

function checkNumber(path: string, line: number, terms: number): void {
  if (terms > maxTerms) refuse(path, line, `at most ${maxTerms} terms are searched at one time`);
}

/** `# words` and a lone `#` are comments. `#word` is a term: to leave one out without a word would be worse. */
const isComment = (line: string): boolean => /^#(?:\s|$)/u.test(line);

function plainTerms(path: string, text: string): Pick<TermList, 'terms' | 'comments'> {
  const terms: ListedTerm[] = [];
  let comments = 0;
  for (const [line, words] of linesOf(text)) {
    const term = words.trim();
    if (term === '') continue;
    if (isComment(term)) comments += 1;
    else {
      terms.push(checked(path, { line, text: term }));
      checkNumber(path, line, terms.length);
    }
  }
  return { terms, comments };
}

const termColumns = ['term', 'query', 'search term', 'search'];
const nameColumns = ['name', 'id', 'no', 'number'];

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function records(path: string, text: string): readonly CsvRecord[] {
  try {
    return parse(text, {
      info: true,
      delimiter: [',', ';', '\t'].toSorted((a, b) => headed(text, b) - headed(text, a))[0] ?? ',',
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      to: maxTerms + 2,
    }) as unknown as readonly CsvRecord[];
  } catch (error) {
    const { lines } = error as { lines?: number };
    return refuse(path, lines ?? 1, `not valid CSV (${messageOf(error).slice(0, 120)})`);
  }
}

/** How often a delimiter stands in the heading. */
const headed = (text: string, delimiter: string): number =>
  (/^[^\r\n]*/u.exec(text)?.[0] ?? '').split(delimiter).length;

function csvTerms(path: string, text: string): Pick<TermList, 'terms' | 'comments'> {
  const [head, ...body] = records(path, text);
  const columns = (head?.record ?? []).map((name) => name.toLowerCase());
  const column = columns.findIndex((name) => termColumns.includes(name));
  const nameColumn = columns.findIndex((name) => nameColumns.includes(name));
  if (column < 0) refuse(path, 1, `the heading has no column ${termColumns.join(' or ')}`);
  const terms: ListedTerm[] = [];
  if (columns.filter((name) => termColumns.includes(name)).length > 1)
    refuse(
      path,
      1,
      `the heading has several columns ${termColumns.join(' or ')}: those of one alone would be searched`,
    );
  // Where the reading stopped more may follow.
  if (body.length > maxTerms)
    refuse(
      path,
      body.at(-1)?.info.lines,
      `more than ${maxTerms} rows: at most so many are searched at one time`,
    );
  for (const { record, info } of body) {
    const line = info.lines - record.join('').split('\n').length + 1;
    if (record.length > columns.length)
      refuse(path, line, `${record.length} fields where the heading has ${columns.length}; put quotes around fields that hold commas`); // prettier-ignore
    const term = (record[column] ?? '').replaceAll(/\s+/gu, ' ').trim();
    const name = nameColumn < 0 ? '' : (record[nameColumn] ?? '');
    if (term === '' && record.every((field) => field === '')) continue;
    if (term === '') refuse(path, line, 'a row without a term');
    terms.push(checked(path, { line, name, text: term }));
    checkNumber(path, line, terms.length);
  }
  return { terms, comments: 0 };
}

/**
 * Throws `bad-file` that names the line, for a list that cannot be read to its end as it was meant: a term that was lost
 * or broken on the way would be reported as one that finds nothing.
 */
export function readTermList(path: string): TermList {
  const bytes = bytesOf(path);
  const { text, encoding } = decode(path, bytes);
  const { terms, comments } = /\.(?:csv|tsv)$/iu.test(path) ? csvTerms(path, text) : plainTerms(path, text);
  if (terms.length === 0) refuse(path, undefined, 'holds no term');
  return { sha256: createHash('sha256').update(bytes).digest('hex'), encoding, terms, comments };
}
