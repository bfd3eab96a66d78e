/** Tells texts apart by their lines: delimited tables, logs, Markdown, plain text. */
import { findTable, isLoadFile } from './table-shape.ts';

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
  if (isLoadFile(text)) return 'csv';
  const lines = text.slice(0, maxLines * maxLineUnits).split(/\r\n|\n|\r/, maxLines + 1);
  if (cutOff || lines.length > maxLines) lines.pop();
  const filled = lines.filter((line) => line.trim() !== '');
  const { delimiter, table } = findTable(lines);
  if (looksLikeLog(filled, table !== undefined)) return 'log';
  const markdown = looksLikeMarkdown(text.slice(0, 16_384));
  if (markdown && delimiter !== ',') return 'markdown';
  // Rows of a table end with empty cells, statements with one semicolon.
  const isRow = (line: string): boolean => table?.delimiter === ';' && table.count > 1 && table.agreement === 1 && line.endsWith(';'); // prettier-ignore
  const code = filled.filter((line) => codeLine.test(line) && !isRow(line)).length;
  // Tabs that begin lines indent; they do not part columns.
  const indented = filled.filter((line) => line.startsWith('\t')).length;
  if (table && code < filled.length / 3 && indented < filled.length / 3)
    return table.delimiter === '\t' ? 'tsv' : 'csv';
  return markdown ? 'markdown' : 'text';
}
