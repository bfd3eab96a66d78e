/** Tells by its lines whether a text is a delimited table, and what parts its cells. */

export interface Table {
  readonly delimiter: ',' | ';' | '\t' | '|';
  /** Delimiters per line. */
  readonly count: number;
  /** 0 to 1: how many lines have exactly that many. */
  readonly agreement: number;
}

/** What parts and quotes the fields of a load file as Concordance writes it: `þBEGBATESþ\x14þENDBATESþ`. */
export const loadFile = { delimiter: '\u0014', quote: '\u00fe' } as const;

/** Units of the name of a first field. */
const maxNameUnits = 200;

export function isLoadFile(start: string): boolean {
  const { delimiter, quote } = loadFile;
  const named = start.startsWith('\uFEFF') ? start.slice(1) : start;
  const end = named.slice(0, maxNameUnits).indexOf(`${quote}${delimiter}${quote}`);
  return named.startsWith(quote) && end > 0 && !/[\r\n]/.test(named.slice(0, end));
}

/** Delimiters outside double quotes; -1 where a quote stays open (a field with line feeds). */
function countDelimiters(line: string, delimiter: string): number {
  let count = 0;
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i];
    if (char === '"') quoted = !quoted;
    else if (char === delimiter && !quoted) count++;
  }
  return quoted ? -1 : count;
}

/** The cells of a line, quotes and all. */
function cellsOf(line: string, delimiter: string): string[] {
  const cells: string[] = [];
  let [from, quoted] = [0, false];
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"') quoted = !quoted;
    else if (line[at] === delimiter && !quoted) {
      cells.push(line.slice(from, at));
      from = at + 1;
    }
  }
  return [...cells, line.slice(from)];
}

/** Joins lines that a quoted field runs across, so that counts are per record. */
function records(lines: readonly string[]): string[] {
  const joined: string[] = [];
  let open = '';
  let spans = 0;
  for (const line of lines) {
    const whole = open === '' ? line : `${open}\n${line}`;
    // Ten lines at most: an apostrophe-like quote in prose must not swallow the sample.
    if (countDelimiters(whole, ',') < 0 && spans < 10) {
      open = whole;
      spans++;
      continue;
    }
    if (whole.trim() !== '') joined.push(whole);
    open = '';
    spans = 0;
  }
  return joined;
}

/** The delimiter whose count agrees best over the lines; `undefined` where none occurs. */
function sniffDelimiter(lines: readonly string[]): Table | undefined {
  const rows = records(lines);
  let best: Table | undefined;
  for (const delimiter of ['\t', ',', ';', '|'] as const) {
    const counts = rows.map((row) => countDelimiters(row, delimiter)).filter((count) => count >= 0);
    const tally = new Map<number, number>();
    for (const count of counts) if (count > 0) tally.set(count, (tally.get(count) ?? 0) + 1);
    for (const [count, lines] of tally) {
      const agreement = lines / Math.max(1, rows.length);
      const better =
        !best ||
        agreement > best.agreement + 0.05 ||
        (agreement >= best.agreement - 0.05 && count > best.count);
      if (better) best = { delimiter, count, agreement };
    }
  }
  return best;
}

/** A name of a column, in prose none: no end of a sentence, nothing of code. */
const columnName = /^[\p{L}\p{N}_#][^.!?:{}()<>=]{0,39}$/u;

/**
 * The names of a heading that is none of prose: short, each once, no blank behind a delimiter. The last column may have
 * none, where each row ends with a delimiter.
 */
function headingOf(first: string, delimiter: string): string[] | undefined {
  const names = cellsOf(first, delimiter).map((name) => name.replace(/^"(.*)"$/, '$1'));
  if (names.length > 2 && names.at(-1) === '') names.pop();
  const isHeading =
    new Set(names).size === names.length &&
    names.every((name) => columnName.test(name)) &&
    names.reduce((sum, name) => sum + name.split(' ').length, 0) <= names.length * 3;
  return isHeading ? names : undefined;
}

function isEven(table: Table, filled: readonly string[]): boolean {
  const lines = filled.length;
  if (lines < 2) return false;
  // Of few lines or one delimiter a heading tells.
  if (table.agreement === 1 && headingOf(filled[0] ?? '', table.delimiter)) return true;
  if (lines < 3) return false;
  // One comma a line is how prose and code look too: it takes more lines to mean a table.
  if (table.count === 1 && table.delimiter !== '\t') return table.agreement === 1 && lines >= 6;
  return table.agreement >= (table.delimiter === '\t' ? 0.8 : 0.9);
}

const minRaggedNames = 3;
const minRaggedRows = 2;

/**
 * A table whose rows have cells too few or too many: below a heading of three names and more, none of them a number, nine
 * rows in ten have some two cells at least and few more than it, a third as many as it, and half of them a number. A list
 * of words has no numbers; behind the commas of prose stand blanks.
 */
function isRagged(filled: readonly string[], delimiter: string): boolean {
  const [first = '', ...rows] = records(filled);
  const names = headingOf(first, delimiter);
  if (!names || names.length < minRaggedNames || rows.length < minRaggedRows) return false;
  if (names.some((name) => /^[\d\s]+$/.test(name))) return false;
  const most = names.length + Math.max(1, names.length / 4);
  const cells = rows.map((row) => cellsOf(row, delimiter));
  const share = (test: (row: readonly string[]) => boolean): number => cells.filter(test).length / cells.length; // prettier-ignore
  return (
    share((row) => row.length > 1 && row.length <= most && !/^\s/.test(row[1] ?? '')) >= 0.9 &&
    share((row) => row.length === names.length) >= 1 / 3 &&
    share((row) => row.some((cell) => /\d/.test(cell))) >= 0.5
  );
}

/** A table with each name of its heading in quotes, whatever they are, and half of its records of as many cells. */
function isQuoted({ delimiter, agreement }: Table, filled: readonly string[]): boolean {
  const names = cellsOf(records(filled)[0] ?? '', delimiter);
  return agreement >= 0.5 && names.length >= minRaggedNames && names.every((name) => /^"[^"]+"$/.test(name));
}

const maxNotes = 6;
const minNamesBelowNotes = 4;

/** Of notes, a blank line and a table of as many lines or more: the lines of the table, as LinkedIn writes its lists. */
function belowNotes(lines: readonly string[]): readonly string[] | undefined {
  const blank = lines.findIndex((line, at) => line.trim() === '' && at > 0);
  if (blank < 1 || blank > maxNotes) return undefined;
  const below = lines.slice(blank).filter((line) => line.trim() !== '');
  return below.length >= Math.max(3, blank) ? below : undefined;
}

/**
 * What parts the cells of a text's first lines best, and the table that they are, where they are one: `lines` as they
 * stand, blank ones too.
 */
export function findTable(lines: readonly string[]): { delimiter?: Table['delimiter']; table?: Table } {
  const filled = lines.filter((line) => line.trim() !== '');
  const best = sniffDelimiter(filled);
  if (!best) return {};
  const { delimiter } = best;
  if (isEven(best, filled) || isRagged(filled, delimiter) || isQuoted(best, filled))
    return { delimiter, table: best };
  const below = belowNotes(lines);
  const table = below && sniffDelimiter(below);
  const names = table && headingOf(below[0] ?? '', table.delimiter);
  return table?.agreement === 1 && (names?.length ?? 0) >= minNamesBelowNotes
    ? { delimiter: table.delimiter, table }
    : { delimiter };
}
