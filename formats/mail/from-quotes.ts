/** Undoes what an mbox does to lines that begin like its separators: one `>` is taken from each of them. */

/** No sender nests quotes deeper; the bound keeps what must wait for the next slice small. */
const maxDepth = 100;

/** Takes one `>` from lines of the form `>From `, `>>From ` … (mboxrd; mboxo quotes only the first form). */
export function* unquoteFrom(
  slices: Iterable<Uint8Array>,
  lineEnd: '\n' | '\r' = '\n',
): Generator<Uint8Array> {
  let rest: Buffer = Buffer.alloc(0);
  let isLineStart = true;
  for (const slice of slices) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, slice]) : Buffer.from(slice);
    const { parts, kept, isAtLineStart } = unquoteBytes(bytes, isLineStart, lineEnd);
    if (parts.length > 0) yield parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    rest = kept;
    isLineStart = isAtLineStart;
  }
  if (rest.length > 0) yield rest;
}

/** Length of `>…>From ` at `at`; 0 where it is something else, -1 where the bytes end before it is clear. */
function quotedFrom(bytes: Buffer, at: number): number {
  let position = at;
  while (bytes[position] === 0x3e && position - at < maxDepth) position += 1;
  const word = bytes.toString('latin1', position, position + 5);
  if (position === at) return 0;
  if (word === 'From ') return position + 5 - at;
  return word.length < 5 && 'From '.startsWith(word) ? -1 : 0;
}

function unquoteBytes(
  bytes: Buffer,
  isLineStart: boolean,
  lineEnd: string,
): { parts: Buffer[]; kept: Buffer; isAtLineStart: boolean } {
  const parts: Buffer[] = [];
  const next = (at: number): number => bytes.indexOf(`${lineEnd}>`, at) + 1 || -1;
  let from = 0;
  for (let at = isLineStart ? 0 : next(0); at !== -1; at = next(at)) {
    const length = quotedFrom(bytes, at);
    if (length === -1) {
      parts.push(bytes.subarray(from, at));
      return { parts, kept: bytes.subarray(at), isAtLineStart: true };
    }
    if (length > 0) {
      parts.push(bytes.subarray(from, at));
      from = at + 1;
    }
  }
  parts.push(bytes.subarray(from));
  return { parts, kept: Buffer.alloc(0), isAtLineStart: bytes.at(-1) === lineEnd.charCodeAt(0) };
}
