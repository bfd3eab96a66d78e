/** Reads a sheet's comments, the older notes and the threaded ones (ECMA-376 part 1, 18.7; MS-XLSX 2.6.203). */
import type { Sink } from '../contract.ts';
import { hasOwnWords } from '../program-names.ts';
import { parseW3cTime } from '../time/w3c-time.ts';
import type { CommentAuthors } from './comment-authors.ts';
import { columnOf } from './row-text.ts';
import { attribute, type XmlHandler } from './xml.ts';
import { decodeXstring } from './xstring.ts';
import { maxAuthors, maxEvents } from './annotation-limits.ts';

const rowOf = (reference: string | undefined): number | undefined => {
  const row = Number(/\d{1,7}$/.exec(reference ?? '')?.[0]);
  return row > 0 ? row : undefined;
};

/** Who writes threaded comments, by the id that those name. */
export function personHandler(people: CommentAuthors): XmlHandler {
  return {
    readsAttributes: true,
    open(name, attributes) {
      if (name === 'person')
        people.add(attribute(attributes, 'id') ?? '', attribute(attributes, 'displayName') ?? '', attributes);
      return true;
    },
    close: () => undefined,
    text: () => undefined,
  };
}

class Comments {
  readonly #sink: Sink;
  readonly #sheet: string;
  #events = 0;

  constructor(sink: Sink, sheet: string) {
    this.#sink = sink;
    this.#sheet = sheet;
  }

  start(reference: string | undefined, author: string): void {
    const row = rowOf(reference);
    this.#sink.anchor(
      {
        ...(this.#sheet === '' ? {} : { sheet: this.#sheet }),
        ...(row === undefined ? {} : { row, column: columnOf(reference) }),
      },
      'comments',
    );
    if (author !== '') this.#sink.text(`${author}: `, 'comments');
  }

  event(author: string, stated: string | undefined): void {
    const time = stated === undefined ? undefined : parseW3cTime(stated);
    if (!time || this.#events >= maxEvents) return;
    this.#events += 1;
    this.#sink.event({ time, kind: 'comment', message: author.slice(0, 200) });
  }

  write(text: string): void {
    this.#sink.text(text, 'comments');
  }
}

/** The older comments; where a thread stands in for one, its author is only the thread's id. */
export function noteHandler(sink: Sink, sheet: string): XmlHandler {
  const comments = new Comments(sink, sheet);
  const authors: string[] = [];
  const used = new Set<number>();
  let mode: 'none' | 'author' | 'text' = 'none';
  return {
    open(name, attributes) {
      if (name === 'author') {
        mode = 'author';
        if (authors.length < maxAuthors) authors.push('');
      } else if (name === 't') mode = 'text';
      else if (name === 'comment') {
        const index = Number(attribute(attributes, 'authorId'));
        used.add(index);
        const author = authors[index] ?? '';
        comments.start(attribute(attributes, 'ref'), author.startsWith('tc=') ? '' : author);
      }
      return name !== 'rPh' && name !== 'rPr';
    },
    close(name) {
      if (name === 'comment') comments.write('\n');
      if (name === 't' || name === 'author') mode = 'none';
      if (name !== 'comments') return;
      for (const [index, author] of authors.entries())
        if (!used.has(index) && !author.startsWith('tc=') && hasOwnWords(author))
          sink.text(`${author}\n`, 'hidden');
    },
    text(data) {
      const last = authors.length - 1;
      if (mode === 'text') comments.write(decodeXstring(data));
      else if (mode === 'author' && (authors[last] ?? '').length < 500)
        authors[last] = (authors[last] ?? '') + data;
    },
  };
}

export function threadHandler(sink: Sink, sheet: string, people: CommentAuthors): XmlHandler {
  const comments = new Comments(sink, sheet);
  let inText = false;
  return {
    open(name, attributes) {
      if (name === 'text') inText = true;
      if (name !== 'threadedComment') return true;
      const author = people.nameOf(attribute(attributes, 'personId') ?? '');
      comments.start(attribute(attributes, 'ref'), author);
      comments.event(author, attribute(attributes, 'dT'));
      return true;
    },
    close(name) {
      if (name === 'text') inText = false;
      if (name === 'threadedComment') comments.write('\n');
    },
    text(data) {
      if (inText) comments.write(data);
    },
  };
}
