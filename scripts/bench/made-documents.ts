/**
 * Documents for measuring an index, any number of them and the same in every run: mails put together from lines of
 * the corpora's mailboxes, or of an invented vocabulary where there are none, with metadata from templates.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IndexOperation } from '../../search/port.ts';
import { filesBelow } from './corpus.ts';

/** A fixed sequence of numbers in [0, 1). */
export function sequenceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const maxLines = 60_000;
/** Lines of prose: no headers, no quoted-printable or base64. */
const isProse = (line: string): boolean =>
  line.length >= 30 && line.length <= 200 && /^[A-Za-z"'(]/.test(line) && line.split(' ').length >= 5 &&
  !/^[A-Za-z-]+:/.test(line) && !/=[0-9A-F]{2}|[<>]/.test(line); // prettier-ignore

/** Lines of the mailboxes below the folder. */
export function mailLines(corpora: string): string[] {
  const folder = join(corpora, 'enron-mbox');
  const lines = new Set<string>();
  for (const path of filesBelow(folder)) {
    for (const line of readFileSync(join(folder, path), 'latin1').split(/\r?\n/)) {
      if (isProse(line)) lines.add(line);
      if (lines.size >= maxLines) return [...lines];
    }
  }
  return [...lines];
}

/** Lines of invented words, distributed as words of a language are: a few everywhere, most rare. */
export function inventedLines(): string[] {
  const random = sequenceOf(7);
  const letters = 'etaoinshrdlucmfwypvbgkjqxz';
  const vocabulary = Array.from({ length: 60_000 }, (_, rank) =>
    Array.from(
      { length: 2 + Math.floor(random() * 9) + (rank > 200 ? 1 : 0) },
      () => letters[Math.floor(random() ** 1.6 * 26)],
    ).join(''),
  );
  const word = (): string => vocabulary[Math.floor(vocabulary.length ** random()) - 1] ?? 'the';
  return Array.from({ length: maxLines }, () =>
    Array.from({ length: 6 + Math.floor(random() * 10) }, word).join(' '),
  );
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Writes documents from lines; the same lines give the same documents. */
export class DocumentMaker {
  readonly #lines: readonly string[];
  readonly #linesEach: number;

  /** A document has half to one and a half times `linesEach` lines. */
  constructor(lines: readonly string[], linesEach = 20) {
    if (lines.length === 0) throw new Error('no lines to make documents of');
    this.#lines = lines;
    this.#linesEach = linesEach;
  }

  text(number: number): string {
    const random = sequenceOf(number * 2_654_435_761 + 1);
    const count = Math.ceil(this.#linesEach * (0.5 + random()));
    const lines = Array.from(
      { length: count },
      () => this.#lines[Math.floor(random() * this.#lines.length)] ?? '',
    );
    return `${lines.join('\n')}\nnumber${number}`;
  }

  /** The operations that bring documents `[from, to)` in. */
  operations(from: number, to: number): IndexOperation[] {
    return Array.from({ length: to - from }, (_, at) => this.#operationsOf(from + at)).flat();
  }

  #operationsOf(number: number): IndexOperation[] {
    const text = this.text(number);
    const id = sha256(text);
    const handle = `t${number}`;
    const item = sha256(`i${number}`);
    const person = number % 200;
    const date = `${2010 + (number % 10)}-0${1 + (number % 9)}-1${number % 9}T10:00:00Z`;
    return [
      { op: 'text', handle, seq: 0, chunk: text },
      { op: 'seal', handle, id },
      {
        op: 'entry',
        entry: {
          document: sha256(`d${number}`),
          format: ['eml', 'pdf', 'docx', 'text'][number % 4] ?? 'text',
          mediaType: 'message/rfc822',
          size: text.length,
          status: 'indexed',
          run: 1,
          revision: 1,
          metadata: {
            subject: (text.split('\n')[0] ?? '').slice(0, 60),
            from: [{ name: `person ${person}`, address: `p${person}@example.com` }],
            messageId: `<${number}@example.com>`,
          },
          texts: [{ kind: 'body', id, units: text.length, anchors: [{ at: 0, page: 1 }] }],
          entities: number % 3 === 0 ? [{ entity: `Entity ${number % 50}`, kind: 'party', count: 1 }] : [],
          personalData: number % 4 === 0 ? [{ kind: 'email', count: 1 }] : [],
          codes: [],
          dates: [{ kind: 'sent', date }],
          occurrences: [
            {
              item,
              path: `box${number % 40}/folder ${number % 700}/file-${number}.eml`,
              name: `file-${number}.eml`,
              source: `EX-${number % 5}`,
              custodian: `Custodian ${number % 30}`,
              // A message (`eml`) and the three that follow are a family.
              family: sha256(`i${number - (number % 4)}`).slice(0, 32),
              ...(number % 50 === 0
                ? { deletions: [{ kind: 'trash' as const, by: 'in the folder Trash' }] }
                : {}),
            },
          ],
        },
      },
    ];
  }
}
