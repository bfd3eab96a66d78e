/** The one way out for a verb: results to stdout (for people, as JSON or as CSV), words about the work to stderr. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { codeOf, Problem } from '../../schemas/problem.ts';
import { byteOrderMark, type Cell, csvRow } from './csv.ts';
import { escapeLines, safeJson } from './escape.ts';
import { cutToWidth } from './table.ts';

/** Noncharacters, which `escapeLine` writes out when evidence holds them: so only we can set them. */
const boldOn = '\ufdd0';
const boldOff = '\ufdd1';

/** Marks words, such as a hit in a snippet; shown bold on a terminal. Escape the words first. */
export function bold(text: string): string {
  return `${boldOn}${text}${boldOff}`;
}

/** How results are given: for people, as JSON, or as CSV for a spreadsheet. */
export type Form = 'words' | 'json' | 'csv';

export interface Output {
  /** With `json` only `report`, `row` and `summary` reach stdout; with `csv` only `heading` and `row`. */
  readonly form: Form;
  /** True where people see the words as they come: progress may rewrite its line. */
  readonly terminal: boolean;
  /** The result of a verb that has one: a JSON object, or the text that `words` makes. */
  report(value: object, words: () => string): Promise<void>;
  /** The columns of the rows that follow, with `--csv`: keys of `value`, or of what `cells` gives. Once, also where no row comes. */
  heading(columns: readonly string[]): Promise<void>;
  /**
   * One result of a list: a line of JSON Lines, the text that `words` makes, or a row of CSV. Waits while the reader is
   * slow.
   */
  row(value: object, words: () => string, cells?: () => Readonly<Record<string, Cell>>): Promise<void>;
  /** The last line of a list with `--json`, `{"summary": …}`: a list without one was cut off. */
  summary(value: ListSummary): Promise<void>;
  /** Text for people that belongs to the results, such as a heading or a total; nothing with `--json` and `--csv`. */
  say(words: string): Promise<void>;
  /** Words about the work, to stderr, in both modes. */
  note(words: string): void;
  /** A line that replaces the last one on a terminal, cut to its width; with the time of day a line of its own elsewhere. To stderr. */
  progress(words: string): void;
}

/** How a list ended. */
export interface ListSummary {
  /** Lines before this one. */
  readonly shown: number;
  /** Of how many, where that is known. */
  readonly total?: number;
  /** Nothing was left out: by a limit, by a stop, or because it is a later page. */
  readonly whole: boolean;
  /** Cursor of the next page. */
  readonly after?: string;
}

/** Until a slow reader has taken what was written, or has gone. Listens to neither any longer than that. */
async function roomIn(stream: Writable): Promise<void> {
  const done = new AbortController();
  const events = ['drain', 'close'].map((event) => once(stream, event, { signal: done.signal }));
  for (const event of events) event.catch(() => undefined);
  await Promise.race(events);
  done.abort();
}

/** Of a terminal that does not say how wide it is. */
const defaultColumns = 80;

/** Thrown when the reader has gone (`evidex search … | head`): the frame ends quietly. */
const readerGone = 'EPIPE';

const noTable = (): Problem =>
  new Problem('usage', 'there is no list here to give as CSV', 'Leave --csv out, or take --json.');

/** A row of CSV; throws where no heading came before. */
function tableRow(columns: readonly string[] | undefined, cells: Readonly<Record<string, Cell>>): string {
  if (columns === undefined) throw noTable();
  return csvRow(columns.map((name) => cells[name]));
}

/** Escaped, with marked words bold where the reader sees colours. */
const safe = (words: string, colours: boolean): string =>
  words
    .split(/([\ufdd0\ufdd1])/)
    .map((part) =>
      part === boldOn
        ? colours
          ? '\u001b[1m'
          : ''
        : part === boldOff
          ? colours
            ? '\u001b[22m'
            : ''
          : escapeLines(part),
    )
    .join('');

/**
 * Writes to the given streams. Whatever `words` give, control characters besides line feeds are escaped on the
 * way: a verb that forgets to escape a name cannot let evidence steer the terminal.
 */
export function createOutput(options: {
  readonly form: Form;
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}): Output {
  const { form, stdout, stderr } = options;
  let failure: unknown;
  let pendingProgress = false;
  stdout.on('error', (error) => (failure = error));
  stderr.on('error', () => undefined);

  const endProgress = (): void => {
    if (pendingProgress) stderr.write('\r\u001b[K');
    pendingProgress = false;
  };
  const write = async (text: string): Promise<void> => {
    if (failure) throw failure;
    endProgress();
    if (!stdout.write(text)) await roomIn(stdout);
    if (failure) throw failure;
  };
  let columns: readonly string[] | undefined;
  const plain = (words: () => string): string => safe(words(), stdout.isTTY === true);
  return {
    form,
    terminal: stderr.isTTY === true,
    async report(value, words) {
      if (form === 'csv') throw noTable();
      await write(`${form === 'json' ? safeJson(value) : plain(words)}\n`);
    },
    async heading(names) {
      columns = names;
      if (form === 'csv') await write(byteOrderMark + csvRow(names));
    },
    async row(value, words, cells) {
      if (form === 'csv')
        await write(tableRow(columns, cells?.() ?? (value as Readonly<Record<string, Cell>>)));
      else await write(`${form === 'json' ? safeJson(value) : plain(words)}\n`);
    },
    summary: (summary) => (form === 'json' ? write(`${safeJson({ summary })}\n`) : Promise.resolve()),
    say: (words) => (form === 'words' ? write(`${plain(() => words)}\n`) : Promise.resolve()),
    note(words) {
      endProgress();
      stderr.write(`${safe(words, stderr.isTTY === true)}\n`);
    },
    progress(words) {
      if (stderr.isTTY !== true) {
        stderr.write(`${new Date().toISOString().slice(0, 19)}Z  ${safe(words, false)}\n`);
        return;
      }
      // A line that wraps is not cleared by the next one, and the terminal scrolls four times a second.
      const line = cutToWidth(
        safe(words.replaceAll('\n', ' '), false),
        (stderr.columns ?? defaultColumns) - 1,
      );
      stderr.write(`\r\u001b[K${line}`);
      pendingProgress = true;
    },
  };
}

/** True for the error of writing to a reader that has gone. */
export function isReaderGone(thrown: unknown): boolean {
  return codeOf(thrown) === readerGone;
}
