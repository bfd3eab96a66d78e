/** Takes yEnc blocks out of the bytes of a text (yEnc 1.3): files as news and some mail carry them, eight bits a byte. */

export interface YencBlock {
  readonly name: string;
  /** The end line is there, and the size that it states is that of the bytes. */
  readonly isWhole: boolean;
  readonly bytes: Uint8Array;
}

/** Blocks taken from one text; further ones stay text. */
const maxBlocks = 1_000;
/** Bytes of a line that states something of the block. */
const maxLineBytes = 1_000;

const lineEnd = (bytes: Buffer, at: number): number => {
  const feed = bytes.indexOf(0x0a, at);
  return feed === -1 ? bytes.length : feed + 1;
};

const lineAt = (bytes: Buffer, at: number): string =>
  bytes.toString('latin1', at, Math.min(lineEnd(bytes, at), at + maxLineBytes)).trimEnd();

/** The bytes between the lines: each was moved up by 42, those that would break a line by 64 more behind a `=`. */
function decodeYenc(bytes: Buffer): Uint8Array {
  const target = Buffer.allocUnsafe(bytes.length);
  let to = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x0a || byte === 0x0d) continue;
    const isEscape = byte === 0x3d && at + 1 < bytes.length;
    if (isEscape) at++;
    target[to++] = isEscape ? (bytes[at] ?? 0) - 106 : byte - 42;
  }
  return target.subarray(0, to);
}

/** Where the next line that begins with `word` starts, or -1. */
function lineWith(bytes: Buffer, word: string, from: number): number {
  for (let at = bytes.indexOf(word, from, 'latin1'); at !== -1; at = bytes.indexOf(word, at + 1, 'latin1'))
    if (at === 0 || bytes[at - 1] === 0x0a) return at;
  return -1;
}

function readBlock(bytes: Buffer, begin: number): { block: YencBlock; end: number } | undefined {
  const head = lineAt(bytes, begin);
  const name = /\bname=(.{1,500})$/.exec(head)?.[1];
  if (name === undefined || !/\bline=\d/.test(head)) return undefined;
  let start = lineEnd(bytes, begin);
  const part = lineAt(bytes, start).startsWith('=ypart ') ? lineAt(bytes, start) : undefined;
  if (part !== undefined) start = lineEnd(bytes, start);
  const close = lineWith(bytes, '=yend ', start);
  const data = decodeYenc(bytes.subarray(start, close === -1 ? bytes.length : close));
  const stated = close === -1 ? undefined : /\bsize=(\d{1,15})\b/.exec(lineAt(bytes, close))?.[1];
  const total = /\bsize=(\d{1,15})\b/.exec(head)?.[1];
  // A part of a file that came in several messages is not the file.
  const isWhole = Number(stated) === data.length && Number(total) === data.length;
  const end = close === -1 ? bytes.length : lineEnd(bytes, close);
  return { block: { name: Buffer.from(name, 'latin1').toString().trim(), isWhole, bytes: data }, end };
}

/** The text around the blocks, and the blocks. */
export function takeYencBlocks(given: Uint8Array): { rest: Uint8Array; blocks: readonly YencBlock[] } {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.length);
  const blocks: YencBlock[] = [];
  const kept: Uint8Array[] = [];
  let from = 0;
  for (let at = lineWith(bytes, '=ybegin ', 0); at !== -1 && blocks.length < maxBlocks;) {
    const found = readBlock(bytes, at);
    if (found) {
      kept.push(bytes.subarray(from, at));
      blocks.push(found.block);
      from = found.end;
    }
    at = lineWith(bytes, '=ybegin ', found ? from : at + 1);
  }
  return blocks.length === 0
    ? { rest: given, blocks }
    : { rest: Buffer.concat([...kept, bytes.subarray(from)]), blocks };
}
