/**
 * Reads a list of hashes in the form that its tool writes, told by its heading or by how a line is made, or refuses it by
 * name: a list that is misread looks like evidence that was tampered with.
 */
import { Problem } from '../schemas/problem.ts';
import { type ListAlgorithm, type ListHashes, listLengths, wrongLine } from './hash-list.ts';
import { parseCells, readHeading, type TableHeading } from './hash-table.ts';
import { headOf, linesOf, type ListLine } from './list-lines.ts';

/** One file, as a list has it. */
export interface HashRow {
  /** Line of the list, from 1. */
  readonly line: number;
  /** Hex, lower-case. */
  readonly hashes: ListHashes;
  /** As the list has it, one character a byte; absent where the list names none. */
  readonly path?: string;
  /** The name alone, where the list has it in a column beside that of the folder or path. */
  readonly name?: string;
  /** Of a table or of Windows: backslashes may stand between the parts of the path. */
  readonly fromAnySystem: boolean;
}

/** By how many digits a hash has. */
const algorithmOfLength = new Map<number, ListAlgorithm>(
  Object.entries(listLengths).map(([algorithm, length]) => [length, algorithm as ListAlgorithm]),
);

const foreign: readonly (readonly [begins: RegExp, called: string])[] = [
  [/^PK[^\w ]/u, 'a workbook or another ZIP: save the list as CSV'],
  [/^\u00d0\u00cf/u, 'a workbook of Excel: save the list as CSV'],
  [/^%PDF-/u, 'a PDF'],
  [/^\s*<(?:\?xml|dfxml|html|!doctype)/iu, 'XML or HTML, such as DFXML'],
  [/^\s*[[{]/u, 'JSON'],
  [/^\s*(?:Algorithm\s+Hash\s+Path\s*$|Algorithm\s+:\s)/mu, 'a table of PowerShell for the screen, which cuts paths: use `Get-FileHash … | Export-Csv`'], // prettier-ignore
  [/^;.*\n(?:.*\n)*?.+ [0-9A-Fa-f]{8}\s*$/mu, 'SFV, whose CRC-32 proves nothing'],
]; // prettier-ignore

/** Forms that are told by their first bytes and cannot be read. Throws `bad-file`. */
function refuseForeign(path: string): void {
  const head = headOf(path);
  const text = head.toString('latin1').replaceAll('\0', '');
  const found = foreign.find(([begins]) => begins.test(text.replace(/^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/u, ''))); // prettier-ignore
  if (found) throw new Problem('bad-file', `${path} is no list of hashes that is read: it is ${found[1]}`);
}

/** `\n`, `\r` and `\\` as sha256sum writes them in names of lines that begin with a backslash. */
const unescapeName = (name: string): string =>
  name.replace(/\\([nr\\])/gu, (_, letter: string) => (letter === 'n' ? '\n' : letter === 'r' ? '\r' : '\\'));

const gnuLine = /^([0-9A-Fa-f]{32,128}) [ *](.+)$/su;
const bsdLine = /^([A-Za-z0-9-]{3,8}) ?\((.+)\) ?= ([0-9A-Fa-f]+)$/su;
const certutilLine = /^(MD[245]|SHA-?\d+)(?: hash of (?:file )?|[- ]Hash von (?:Datei )?| hash d[eu] (?:archivo |fichier )?)(.+?) ?:$/iu; // prettier-ignore
const commentLine = /^(?:[#;%]|CertUtil:)/u;

const hashOf = (hex: string): ListHashes | undefined => {
  const algorithm = algorithmOfLength.get(hex.length);
  return algorithm && { [algorithm]: hex.toLowerCase() };
};

/** A line of GNU (`HEX  NAME`, `HEX *NAME`) or BSD and OpenSSL (`SHA256 (NAME) = HEX`). */
function parseNamed(text: string): Omit<HashRow, 'line'> | undefined {
  const isEscaped = text.startsWith('\\');
  const body = isEscaped ? text.slice(1) : text;
  const gnu = gnuLine.exec(body);
  const [hex = '', name = ''] = gnu ? [gnu[1], gnu[2]] : [bsdLine.exec(body)?.[3], bsdLine.exec(body)?.[2]];
  const hashes = hashOf(hex);
  return hashes && { hashes, path: isEscaped ? unescapeName(name) : name, fromAnySystem: false };
}

/** Two cells without a heading, a hash and a name; of more, nothing says which is which. */
function parsePair(text: string): Omit<HashRow, 'line'> | undefined {
  const cells = parseCells(text, ',');
  if (cells?.length !== 2) return undefined;
  const [one = '', other = ''] = cells;
  const isHex = /^[0-9A-Fa-f]+$/u;
  for (const [hex, path] of [
    [one, other],
    [other, one],
  ] as const)
    // prettier-ignore
    if (isHex.test(hex) && path !== '') {
      const hashes = hashOf(hex);
      if (hashes) return { hashes, path, fromAnySystem: true };
    }
  return undefined;
}

const unread = 'no hash and file name (as sha256sum or md5sum write them, or as CSV with a heading)';

/** Why a line cannot be read, as exactly as its look allows. */
function whyNot(text: string, { hasRows, allowBare }: Reading): string {
  const isFirst = !hasRows;
  const digits = /(?:^|[\s,;\t=:"])([0-9A-Fa-f]{40,})(?:$|[\s,;\t"])/u.exec(text)?.[1]?.length;
  if (digits === 56 || digits === 96)
    return `SHA-${digits * 4} is not compared: make the list with SHA-256 or SHA-512`;
  const isTable = /[,;\t]/u.test(text);
  if (isTable && /(?:^|[,;\t"])[0-9A-Fa-f]{32,}(?:$|[,;\t"])/u.test(text))
    return 'more columns than a hash and a name, and no heading that says which is which';
  if (isTable && isFirst && !/[0-9A-Fa-f]{32}/u.test(text))
    return 'the heading names no column SHA-256, SHA-1 or MD5';
  return allowBare ? 'no MD5, SHA-1 or SHA-256 in hex digits' : unread;
}

/** State between the lines of one list. */
interface Reading {
  heading: TableHeading | undefined;
  /** The heading that a hash stands under, of certutil. */
  pending: { readonly algorithm: string; readonly path: string } | undefined;
  /** Any row was read: a heading stands before all. */
  hasRows: boolean;
  readonly allowBare: boolean;
}

function readCertutil(reading: Reading, { text, number }: ListLine, path: string): HashRow | undefined {
  const { pending } = reading;
  reading.pending = undefined;
  const hex = text.replaceAll(' ', '');
  const hashes = /^[0-9A-Fa-f]+$/u.test(hex) ? hashOf(hex) : undefined;
  const [algorithm] = Object.keys(hashes ?? {});
  if (!hashes || !pending || algorithm !== pending.algorithm.replace('-', '').toLowerCase())
    throw wrongLine(path, number, `no ${pending?.algorithm} under its heading`);
  return { line: number, hashes, path: pending.path, fromAnySystem: true };
}

function readLine(reading: Reading, line: ListLine, path: string): HashRow | undefined {
  const { text, number } = line;
  if (line.isCut) throw wrongLine(path, number, 'longer than any line of a list of hashes');
  if (reading.pending) return readCertutil(reading, line, path);
  if (reading.heading) return text.trim() === '' ? undefined : reading.heading.row(text, number, path);
  const hashdeep = /^%%%% (.*)$/su.exec(text)?.[1];
  if (hashdeep?.includes(',') || (!reading.hasRows && !commentLine.test(text)))
    reading.heading = readHeading(hashdeep ?? text, hashdeep !== undefined);
  if (reading.heading || text.trim() === '' || commentLine.test(text)) return undefined;
  const certutil = certutilLine.exec(text);
  if (certutil) {
    reading.pending = { algorithm: certutil[1] ?? '', path: certutil[2] ?? '' };
    return undefined;
  }
  const bare = reading.allowBare ? hashOf(/^\s*([0-9A-Fa-f]+)\s*$/u.exec(text)?.[1] ?? '') : undefined;
  const row = bare ? { hashes: bare, fromAnySystem: false } : (parseNamed(text) ?? parsePair(text));
  if (!row) throw wrongLine(path, number, whyNot(text, reading)); // prettier-ignore
  return { line: number, ...row };
}

/**
 * The rows of a list, in its order. With `allowBare` a line may be a hash alone. Throws `bad-file`, naming the line, or
 * what the file is.
 */
export async function* readHashRows(
  path: string,
  { allowBare = false }: { readonly allowBare?: boolean } = {},
): AsyncGenerator<HashRow> {
  refuseForeign(path);
  const reading: Reading = { heading: undefined, pending: undefined, hasRows: false, allowBare };
  for await (const line of linesOf(path)) {
    const row = readLine(reading, line, path);
    if (!row) continue;
    reading.hasRows = true;
    yield row;
  }
  if (reading.pending)
    throw new Problem('bad-file', `${path} ends before the hash of ${reading.pending.path}`);
}
