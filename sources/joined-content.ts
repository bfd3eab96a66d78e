/** Pieces in a row as one content, read by ranges: a set of volumes is never put together anywhere. */
import type { Content } from '../formats/contract.ts';
import { positionedContent } from './positioned-content.ts';

/** A stretch of the whole; one without `open` is read as zeros. */
export interface JoinedPiece {
  readonly size: number;
  /** Called when its bytes are needed, and again after it was closed. */
  readonly open?: () => Content & { close?(): void };
}

/** Pieces that are open at one time: a set has up to a thousand, and a process some thousand descriptors. */
const maxOpen = 8;

class OpenPieces {
  readonly #pieces: readonly JoinedPiece[];
  readonly #open = new Map<number, Content & { close?(): void }>();

  constructor(pieces: readonly JoinedPiece[]) {
    this.#pieces = pieces;
  }

  read(at: number, offset: number, length: number): Uint8Array {
    const content = this.#content(at);
    return content ? content.read(offset, length) : new Uint8Array(length);
  }

  #content(at: number): Content | undefined {
    const known = this.#open.get(at);
    if (known) return known;
    const open = this.#pieces[at]?.open;
    if (!open) return undefined;
    const [oldest] = this.#open.keys();
    if (oldest !== undefined && this.#open.size >= maxOpen) this.#closeOne(oldest);
    const opened = open();
    this.#open.set(at, opened);
    return opened;
  }

  #closeOne(at: number): void {
    this.#open.get(at)?.close?.();
    this.#open.delete(at);
  }

  close(): void {
    for (const content of this.#open.values()) content.close?.();
    this.#open.clear();
  }
}

/** `maxHeldBytes` bounds what `whole` may load. Close with `close` when the visit ends. */
export function joinedContent(
  pieces: readonly JoinedPiece[],
  maxHeldBytes: number,
): Content & { close(): void } {
  const starts: number[] = [];
  let size = 0;
  for (const piece of pieces) {
    starts.push(size);
    size += piece.size;
  }
  const open = new OpenPieces(pieces);
  /** The piece that holds the byte at `offset`. */
  const pieceAt = (offset: number): number => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const read = (offset: number, length: number): Uint8Array => {
    const end = Math.min(size, offset + Math.max(0, length));
    const parts: Uint8Array[] = [];
    for (let at = pieceAt(offset), from = offset; from < end; at += 1) {
      const start = starts[at] ?? size;
      const until = Math.min(end, start + (pieces[at]?.size ?? 0));
      if (until <= from) continue;
      const wanted = until - from;
      const bytes = open.read(at, from - start, wanted);
      parts.push(bytes);
      // A volume became shorter: what lies behind would not be at its place.
      if (bytes.length < wanted) break;
      from = until;
    }
    return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
  };
  return positionedContent({ size, read, close: () => open.close() }, maxHeldBytes);
}
