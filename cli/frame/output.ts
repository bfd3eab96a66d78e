/** The one way out for a verb: results to stdout (as JSON or for people), words about the work to stderr. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { codeOf } from '../../schemas/problem.ts';
import { escapeLines, safeJson } from './escape.ts';
import { cutToWidth } from './table.ts';

/** Noncharacters, which `escapeLine` writes out when evidence holds them: so only we can set them. */
const boldOn = '\ufdd0';
const boldOff = '\ufdd1';

/** Marks words, such as a hit in a snippet; shown bold on a terminal. Escape the words first. */
export function bold(text: string): string {
  return `${boldOn}${text}${boldOff}`;
}

export interface Output {
  /** True with `--json`: only `report` and `row` reach stdout, as JSON. */
  readonly json: boolean;
  /** True where people see the words as they come: progress may rewrite its line. */
  readonly terminal: boolean;
  /** The result of a verb that has one: a JSON object, or the text that `words` makes. */
  report(value: object, words: () => string): Promise<void>;
  /** One result of a list: a line of JSON Lines, or the text that `words` makes. Waits while the reader is slow. */
  row(value: object, words: () => string): Promise<void>;
  /** Text for people that belongs to the results, such as a heading or a total; nothing with `--json`. */
  say(words: string): Promise<void>;
  /** Words about the work, to stderr, in both modes. */
  note(words: string): void;
  /** A line that replaces the last one on a terminal, cut to its width; with the time of day a line of its own elsewhere. To stderr. */
  progress(words: string): void;
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
  readonly json: boolean;
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}): Output {
  const { json, stdout, stderr } = options;
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
    if (!stdout.write(`${text}\n`)) await roomIn(stdout);
    if (failure) throw failure;
  };
  return {
    json,
    terminal: stderr.isTTY === true,
    report: (value, words) => write(json ? safeJson(value) : safe(words(), stdout.isTTY === true)),
    row: (value, words) => write(json ? safeJson(value) : safe(words(), stdout.isTTY === true)),
    say: (words) => (json ? Promise.resolve() : write(safe(words, stdout.isTTY === true))),
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
