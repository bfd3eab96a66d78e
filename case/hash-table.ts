/** The rows of a list of hashes that is a table: what its heading says stands in which column. */
import { type ListAlgorithm, listLengths, type ListHashes, wrongLine } from './hash-list.ts';
import type { HashRow } from './hash-rows.ts';

/** Reads the rows under a heading. */
export interface TableHeading {
  /** Undefined for a row without any hash: of a folder, or of what was not hashed. */
  row(text: string, line: number, path: string): HashRow | undefined;
}

/** The cells of one line; undefined where a quote is not closed. A quoted cell cannot hold a line feed here. */
export function parseCells(line: string, separator: string): string[] | undefined {
  const cells: string[] = [];
  for (let at = 0; at <= line.length;) {
    if (line[at] === '"') {
      let cell = '';
      let next = at + 1;
      for (;;) {
        const quote = line.indexOf('"', next);
        if (quote < 0) return undefined;
        cell += line.slice(next, quote);
        next = quote + 1;
        if (line[next] !== '"') break;
        cell += '"';
        next += 1;
      }
      cells.push(cell);
      // What some tools write behind the quote belongs to nothing.
      const end = line.indexOf(separator, next);
      at = end < 0 ? line.length + 1 : end + 1;
      continue;
    }
    const end = line.indexOf(separator, at);
    cells.push((end < 0 ? line.slice(at) : line.slice(at, end)).trim());
    at = end < 0 ? line.length + 1 : end + 1;
  }
  return cells;
}

/** Columns of paths, the surer first; in lower case, without blanks and signs. */
const pathColumns = [
  'fullpath', 'filepath', 'fullname', 'path', 'filenames', 'filename', 'name', 'file', 'relativepath', 'itempath', 'pfad', 'dateiname',
] as const; // prettier-ignore
/** Beside a column of folders, the name alone. */
const nameColumns = ['name', 'filename'] as const;

const plain = (heading: string): string => heading.toLowerCase().replace(/[^a-z0-9]/gu, '');

/** `MD5`, `SHA-1`, `MD5 Hash`, `Hash (SHA-256)`, `Hash value (MD5)`: a column that names one algorithm. */
function algorithmIn(heading: string): string | undefined {
  const found = /(?:^|[^a-z0-9])(md5|sha-?(?:1|2(?:24|56)|384|512))(?:[^a-z0-9]|$|hash)/iu.exec(heading)?.[1];
  return found?.toLowerCase().replace('-', '');
}

const isListAlgorithm = (name: string): name is ListAlgorithm => Object.hasOwn(listLengths, name);

const separatorOf = (heading: string): string =>
  heading.includes('\t') ? '\t' : heading.split(';').length > heading.split(',').length ? ';' : ',';

/** Names in Windows-1252 are made UTF-8: tools that write tables name files by letters, not by bytes. */
function asBytes(cell: string): string {
  const bytes = Buffer.from(cell, 'latin1');
  if (/^[\0-\x7f]*$/u.test(cell)) return cell;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return cell;
  } catch {
    return Buffer.from(new TextDecoder('windows-1252').decode(bytes)).toString('latin1');
  }
}

interface Columns {
  readonly separator: string;
  readonly hashes: ReadonlyMap<number, ListAlgorithm>;
  /** A column `Hash` of which another column, or the length, tells the algorithm. */
  readonly hash: number;
  readonly algorithm: number;
  readonly path: number;
  readonly name: number;
  /** As hashdeep writes it: the last column is not quoted and takes the rest of the line. */
  readonly lastTakesRest: boolean;
  readonly count: number;
}

function columnsOf(heading: string, lastTakesRest: boolean): Columns | undefined {
  const separator = separatorOf(heading);
  const cells = parseCells(heading, separator);
  if (!cells || cells.length < 2) return undefined;
  const names = cells.map(plain);
  const hashes = new Map<number, ListAlgorithm>();
  for (const [at, cell] of cells.entries()) {
    const algorithm = algorithmIn(cell);
    if (algorithm !== undefined && isListAlgorithm(algorithm)) hashes.set(at, algorithm);
  }
  const hash = names.findIndex((name) => name === 'hash' || name === 'hashvalue' || name === 'hashwert');
  const at = (wanted: readonly string[]): number =>
    names.indexOf(wanted.find((name) => names.includes(name)) ?? '-');
  const path = at(pathColumns);
  const name = at(nameColumns);
  // A heading of other columns alone, such as a table of anything: refused where it is read, with its line.
  const isHeading = hashes.size > 0 || hash >= 0 || cells.some((cell) => algorithmIn(cell) !== undefined);
  if (!isHeading || cells.some((cell) => /^[0-9A-Fa-f]{32,}$/u.test(cell))) return undefined;
  return { separator, hashes, hash, algorithm: names.indexOf('algorithm'), path, name: name === path ? -1 : name, lastTakesRest, count: cells.length }; // prettier-ignore
}

function cellsOf(text: string, columns: Columns): readonly string[] | undefined {
  if (!columns.lastTakesRest) return parseCells(text, columns.separator);
  const cells = text.split(columns.separator);
  return [...cells.slice(0, columns.count - 1), cells.slice(columns.count - 1).join(columns.separator)];
}

/** Undefined where the line is no heading of a list of hashes. */
export function readHeading(text: string, lastTakesRest = false): TableHeading | undefined {
  const columns = columnsOf(text, lastTakesRest);
  if (!columns) return undefined;
  return {
    row(rowText, line, path) {
      if (lastTakesRest && rowText.startsWith('#')) return undefined;
      const cells = cellsOf(rowText, columns);
      if (!cells) throw wrongLine(path, line, 'a quote is not closed');
      const hashes = hashesIn(cells, columns, line, path);
      if (Object.keys(hashes).length === 0) return undefined;
      const at = (column: number): string | undefined =>
        column < 0 || !cells[column] ? undefined : asBytes(cells[column]);
      return { line, hashes, path: at(columns.path), name: at(columns.name), fromAnySystem: true };
    },
  };
}

function hashesIn(cells: readonly string[], columns: Columns, line: number, path: string): ListHashes {
  const found: Partial<Record<ListAlgorithm, string>> = {};
  const stated = columns.algorithm < 0 ? undefined : plain(cells[columns.algorithm] ?? '');
  const columnsOfHashes = new Map<number, string | undefined>(columns.hashes);
  if (columns.hash >= 0 && !columnsOfHashes.has(columns.hash)) columnsOfHashes.set(columns.hash, stated);
  const strongestFirst = [...columnsOfHashes].sort(([, one], [, other]) => rankOf(one) - rankOf(other));
  for (const [at, named] of strongestFirst) {
    const hex = (cells[at] ?? '').trim();
    if (hex === '') continue;
    const algorithm = named ?? algorithmOfDigits(hex);
    if (algorithm === undefined) throw wrongLine(path, line, 'no hash in its column');
    if (!isListAlgorithm(algorithm))
      throw wrongLine(path, line, `${algorithm} is not compared: make the list with SHA-256 or SHA-512`);
    if (/^[0-9A-Fa-f]+$/u.test(hex) && hex.length === listLengths[algorithm])
      found[algorithm] = hex.toLowerCase();
    // A weaker hash that is none does no harm beside one that is.
    else if (Object.keys(found).length === 0) throw wrongLine(path, line, `no ${algorithm} in its column`);
  }
  return found;
}

const strengths = Object.keys(listLengths);
const rankOf = (algorithm: string | undefined): number => strengths.indexOf(algorithm ?? '');

const algorithmOfDigits = (hex: string): ListAlgorithm | undefined =>
  strengths.filter(isListAlgorithm).find((one) => listLengths[one] === hex.length);
