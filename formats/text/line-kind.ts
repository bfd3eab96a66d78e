/** Tells texts apart by their lines: delimited tables, logs, Markdown, plain text. */

export type LineKind = 'csv' | 'tsv' | 'log' | 'markdown' | 'text';

const maxLines = 60;
const maxLineUnits = 4000;

const timestamp = new RegExp(
  [
    String.raw`\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[T ,_-]{1,2}\d{1,2}[:.]\d{2}`,
    String.raw`\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}[T ,_-]{1,2}\d{1,2}:\d{2}`,
    String.raw`\d{1,2}[-/ ](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*[-/ ]\d{2,4}[: T]{1,2}\d{1,2}:\d{2}`,
    String.raw`(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* {1,2}\d{1,2},?(?: \d{4})?,? \d{1,2}:\d{2}:\d{2}`,
    String.raw`\d{8}[T ]\d{2}:?\d{2}:?\d{2}`,
    String.raw`^\[? {0,8}\d{1,2}:\d{2}:\d{2}`,
    String.raw`^\[? {0,8}\d{1,7}\.\d{6}\]`,
    String.raw`^\d{10}(?:\.\d+)? `,
  ].join('|'),
);

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

export interface Table {
  readonly delimiter: ',' | ';' | '\t' | '|';
  /** Delimiters per line. */
  readonly count: number;
  /** 0 to 1: how many lines have exactly that many. */
  readonly agreement: number;
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
export function sniffDelimiter(lines: readonly string[]): Table | undefined {
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

/** A heading that is none of prose: short names, each once, no blank behind a delimiter and no end of a sentence. */
function hasHeading({ delimiter }: Table, [first = '']: readonly string[]): boolean {
  const names = first.split(delimiter).map((name) => name.replace(/^"(.*)"$/, '$1'));
  return (
    new Set(names).size === names.length &&
    names.every((name) => /^[\p{L}\p{N}_#][^.!?:{}()<>=]{0,39}$/u.test(name)) &&
    names.reduce((sum, name) => sum + name.split(' ').length, 0) <= names.length * 3
  );
}

const isTable = (table: Table | undefined, filled: readonly string[]): table is Table => {
  const lines = filled.length;
  if (!table || lines < 2) return false;
  // Of few lines or one delimiter a heading tells.
  if (table.agreement === 1 && hasHeading(table, filled)) return true;
  if (lines < 3) return false;
  // One comma a line is how prose and code look too: it takes more lines to mean a table.
  if (table.count === 1 && table.delimiter !== '\t') return table.agreement === 1 && lines >= 6;
  return table.agreement >= (table.delimiter === '\t' ? 0.8 : 0.9);
};

function looksLikeLog(lines: readonly string[], table: boolean): boolean {
  let stamped = 0;
  for (const line of lines) {
    const match = timestamp.exec(line.slice(0, 160));
    if (!match) continue;
    // A time that fills a whole field of a table is a column, not a log's stamp.
    // Python's milliseconds stand behind a comma.
    const after = line.slice(match.index + match[0].length).replace(/^(:\d\d),\d{3} /, '$1 ');
    if (table && /^[:\d.,+Z-]{0,16}[",;\t|]/.test(after)) continue;
    stamped++;
  }
  return stamped >= 2 && stamped >= lines.length * 0.6;
}

/** Cues by kind: two kinds are strong, since a `#` line alone is as likely a comment. */
function looksLikeMarkdown(text: string): boolean {
  if (text.startsWith('#!')) return false;
  const cues = [
    /^#{1,6} \S.*$/m,
    /^```/m,
    /\[[^\]\n]{1,200}\]\((?:https?:|\.{0,2}\/|#|[\w-]+\.)[^)\n]{0,400}\)/,
    /\*\*[^*\s][^*\n]{0,200}\*\*/,
    /^\|? ?:?-{3,}:? ?\|/m,
    /^\S.{0,120}\n(?:={4,}|-{4,})$/m,
    /^!\[[^\]\n]{0,200}\]\(/m,
  ];
  const found = cues.map((cue) => cue.test(text));
  const link = found[2] || found[6];
  const heading = found[0] || found[5];
  return found.filter(Boolean).length >= 2 && Boolean(heading || link);
}

// A third of the lines ending or beginning like statements is source code, whatever commas it holds.
const codeLine =
  /[;{}]\s*$|^\s*(?:#include|import |from \S+ import|def |class |function |const |let |var |if |for |return |public |private |\/\/|\/\*|\*|<\/?\w|@|fn |use |#)/;

/** What a text is by its lines. `cutOff`: the text goes on, so that its last line may be half. */
export function identifyLines(text: string, cutOff: boolean): LineKind {
  // Excel's own first line, which tells the delimiter and is no row.
  const separator = /^sep=([,;|\t])\r?\n/i.exec(text)?.[1];
  if (separator !== undefined) return separator === '\t' ? 'tsv' : 'csv';
  const lines = text.slice(0, maxLines * maxLineUnits).split(/\r\n|\n|\r/, maxLines + 1);
  if (cutOff || lines.length > maxLines) lines.pop();
  const filled = lines.filter((line) => line.trim() !== '');
  const table = sniffDelimiter(filled);
  const isATable = isTable(table, filled);
  if (looksLikeLog(filled, isATable)) return 'log';
  const markdown = looksLikeMarkdown(text.slice(0, 16_384));
  if (markdown && table?.delimiter !== ',') return 'markdown';
  const code = filled.filter((line) => codeLine.test(line)).length;
  // Tabs that begin lines indent; they do not part columns.
  const indented = filled.filter((line) => line.startsWith('\t')).length;
  if (isATable && code < filled.length / 3 && indented < filled.length / 3)
    return table.delimiter === '\t' ? 'tsv' : 'csv';
  return markdown ? 'markdown' : 'text';
}
