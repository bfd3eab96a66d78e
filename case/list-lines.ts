/** The lines of a list that another tool wrote: UTF-8 or UTF-16, with any line ends. */
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';

/** A path ends at 4,096 bytes; escaped, quoted and with its hashes it stays far below. */
const maxLineLength = 65_536;
const headBytes = 4096;

export interface ListLine {
  /** From 1. */
  readonly number: number;
  /** One character a byte (latin1): of a list in UTF-16 the bytes of its text in UTF-8. Without the line end. */
  readonly text: string;
  /** Longer than any line of a list: `text` is its beginning. */
  readonly isCut: boolean;
}

/** The first bytes of a file. */
export function headOf(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(headBytes);
    return head.subarray(0, readSync(file, head, 0, head.length, 0));
  } finally {
    closeSync(file);
  }
}

/** UTF-16 by its mark, or by the zero bytes that letters of Latin scripts leave in it; undefined for bytes as they are. */
export function encodingOf(head: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  for (const [at, byte] of head.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > head.length / 4 && even === 0) return 'utf-16le';
  if (even > head.length / 4 && odd === 0) return 'utf-16be';
  return undefined;
}

/** Its bytes, one character each (latin1); of a file in UTF-16 those of its text in UTF-8. */
export async function* piecesOf(path: string): AsyncGenerator<string> {
  const encoding = encodingOf(headOf(path));
  const bytes = createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
  const decoder = encoding === undefined ? undefined : new TextDecoder(encoding);
  const asBytes = (text: string): string => Buffer.from(text).toString('latin1');
  for await (const slice of bytes)
    yield decoder ? asBytes(decoder.decode(slice, { stream: true })) : slice.toString('latin1');
  if (decoder) yield asBytes(decoder.decode());
}

/** The mark of UTF-8 at the beginning is taken off. `maxUnits` is the length, in bytes, from which on a line is cut. */
export async function* linesOf(path: string, maxUnits: number = maxLineLength): AsyncGenerator<ListLine> {
  let rest = '';
  let number = 0;
  let isCut = false;
  const line = (raw: string): ListLine => {
    number += 1;
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const cut = isCut || text.length > maxUnits;
    isCut = false;
    return { number, text: number === 1 ? text.replace(/^\u00ef\u00bb\u00bf/u, '') : text, isCut: cut };
  };
  for await (const piece of piecesOf(path)) {
    const parts = piece.split('\n');
    for (const [at, part] of parts.entries()) {
      rest += part;
      if (rest.length > maxUnits) {
        isCut = true;
        rest = rest.slice(0, maxUnits);
      }
      if (at === parts.length - 1) break;
      yield line(rest);
      rest = '';
    }
  }
  if (rest !== '') yield line(rest);
}
