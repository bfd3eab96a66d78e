/** Finds where a PDF begins and ends in its file, and hands over what lies before and behind it. */
import type { Content, Sink } from '../contract.ts';

/** Readers take a header within the first bytes of a file (ISO 32000-1, note 13 of annex H). */
const headerLookBytes = 1024 + 5;
const windowBytes = 1024 * 1024;
const marker = '%%EOF';
/** Bytes behind an end marker that are looked at for what goes on there. */
const lookBytes = 64;

/**
 * How another file begins where a later update of the document would, which starts with an object or a table. A PDF
 * that is kept as it is in an archive has end markers of its own, so the last one is not always the document's.
 */
const otherStarts = [
  'PK\x03\x04',
  '7z\xbc\xaf',
  'Rar!',
  '\x1f\x8b\x08',
  'BZh',
  '\xfd7zXZ',
  '\x89PNG',
  '\xff\xd8\xff',
  'GIF8',
  '\xd0\xcf\x11\xe0',
  '%PDF-',
  '{\\rtf',
];

/** States counted of one document. */
const maxStates = 1000;

const textAt = (content: Content, at: number, length: number): string =>
  Buffer.from(content.read(at, length)).toString('latin1');

/** Where each end marker ends. */
async function* endMarkers(content: Content, sink: Sink): AsyncGenerator<number> {
  for (let base = 0; base < content.size; base += windowBytes) {
    const read = content.read(base, windowBytes + marker.length - 1);
    const bytes = Buffer.from(read.buffer, read.byteOffset, read.length);
    for (let at = bytes.indexOf(marker); at >= 0; at = bytes.indexOf(marker, at + 1))
      yield base + at + marker.length;
    await sink.drain();
  }
}

/** Where a document ends, and its earlier states. */
export interface End {
  /** Where the document ends; undefined where it has no end marker. */
  readonly at?: number;
  /** Whether another file begins there. */
  readonly isFollowed: boolean;
  /** Where states of the document end that a later update replaced in part. */
  readonly earlier: readonly number[];
}

/** The first of the two end markers of a file that is laid out for the web stands behind a table at place 0. */
const isFirstPage = (content: Content, end: number): boolean =>
  /startxref\s+0\s+%%EOF$/.test(textAt(content, Math.max(0, end - lookBytes), Math.min(lookBytes, end)));

/** Looks for the end; hands over nothing. */
export async function findEnd(content: Content, sink: Sink): Promise<End> {
  const earlier: number[] = [];
  let at: number | undefined;
  for await (const end of endMarkers(content, sink)) {
    if (at !== undefined && !isFirstPage(content, at) && earlier.length < maxStates) earlier.push(at);
    at = end;
    const next = textAt(content, end, lookBytes).trimStart();
    if (otherStarts.some((start) => next.startsWith(start))) return { at, isFollowed: true, earlier };
  }
  return { at, isFollowed: false, earlier };
}

/** Hands over the bytes before the header and behind the end marker. */
export async function handOverEdges(content: Content, { at }: End, sink: Sink): Promise<void> {
  const start = textAt(content, 0, headerLookBytes).indexOf('%PDF-');
  if (start > 0) await sink.unaccounted('leading-data', { start: 0, end: start });
  if (at !== undefined) await sink.unaccounted('trailing-data', { start: at, end: content.size });
}

/** States that are not read are told of. */
export function warnEarlier(unread: number, sink: Sink): void {
  if (unread > 0)
    sink.warn('unaccounted-data', `${unread} earlier states of the document, not read to their end`);
}
