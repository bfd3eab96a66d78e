/** Takes files out of plain text: uuencode, base64, BinHex and PGP, as mail before MIME carried them. */
import { decodeUuencoded, isUuLine } from './transfer-decoding.ts';

export interface InlineBlock {
  readonly kind: 'uuencoded' | 'base64' | 'binhex' | 'pgp' | 'yenc';
  /** '' where the block has none. */
  readonly name: string;
  /** The block was closed by its end line. */
  readonly closed: boolean;
  readonly bytes: () => Uint8Array;
}

export interface SplitText {
  /** The text around the blocks. */
  readonly text: string;
  readonly blocks: readonly InlineBlock[];
}

/** Blocks taken from one text; further ones stay text. Stops a text of nothing but `begin` lines. */
const maxBlocks = 1_000;

const beginPattern = /^begin(?:-base64)? [0-7]{3,4} (.{1,255})$/;
const pgpBegin = '-----BEGIN PGP MESSAGE-----';
/** What stands above BinHex 4, in every version of it. */
const binhexBegin = /^\(This file must be converted with BinHex/;
const pgpEnd = '-----END PGP MESSAGE-----';

/** Index of the line after the block that begins at `start`, and the lines of its data. */
function uuBlock(
  lines: readonly string[],
  start: number,
): { after: number; data: string[]; closed: boolean } {
  const data: string[] = [];
  let at = start + 1;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line === 'end') return { after: at + 1, data, closed: true };
    if (!isUuLine(line)) break;
    data.push(line);
  }
  return { after: at, data, closed: false };
}

function pgpBlock(lines: readonly string[], start: number): { after: number; closed: boolean } {
  for (let at = start + 1; at < lines.length; at += 1) {
    if (lines[at]?.trimEnd() === pgpEnd) return { after: at + 1, closed: true };
  }
  return { after: lines.length, closed: false };
}

/** Base64 between `begin-base64` and `====` (POSIX uuencode -m). */
function base64Block(
  lines: readonly string[],
  start: number,
): { after: number; data: string; closed: boolean } {
  let data = '';
  for (let at = start + 1; at < lines.length; at += 1) {
    const line = lines[at]?.trimEnd() ?? '';
    if (line === '====') return { after: at + 1, data, closed: true };
    if (!/^[A-Za-z0-9+/]{1,1000}={0,2}$/.test(line)) return { after: at, data, closed: false };
    data += line;
  }
  return { after: lines.length, data, closed: false };
}

/** BinHex 4: from the colon behind its first line to the next colon at the end of one. */
function binhexBlock(lines: readonly string[], start: number): { after: number; closed: boolean } {
  for (let at = start + 1; at < lines.length; at += 1)
    if (/.:\s*$/.test(lines[at] ?? '') && (lines[at]?.trim().length ?? 0) > 1)
      return { after: at + 1, closed: true };
  return { after: lines.length, closed: false };
}

interface Taken {
  readonly block: InlineBlock;
  readonly after: number;
}

/** The block that begins on a line, or undefined where none does. */
function blockAt(lines: readonly string[], at: number): Taken | undefined {
  const line = lines[at]?.trimEnd() ?? '';
  const begin = line.startsWith('begin') ? beginPattern.exec(line) : null;
  if (begin && line.startsWith('begin-')) {
    const { after, data, closed } = base64Block(lines, at);
    const block = {
      kind: 'base64',
      name: begin[1] ?? '',
      closed,
      bytes: () => Buffer.from(data, 'base64'),
    } as const;
    return data === '' ? undefined : { block, after };
  }
  if (begin) {
    const { after, data, closed } = uuBlock(lines, at);
    const block = {
      kind: 'uuencoded',
      name: begin[1] ?? '',
      closed,
      bytes: () => decodeUuencoded(data),
    } as const;
    return data.length > 0 && (closed || data.length > 2) ? { block, after } : undefined;
  }
  const isPgp = line === pgpBegin;
  if (!isPgp && !binhexBegin.test(line)) return undefined;
  const { after, closed } = isPgp ? pgpBlock(lines, at) : binhexBlock(lines, at);
  const text = lines.slice(at, after).join('\n');
  return {
    block: { kind: isPgp ? 'pgp' : 'binhex', name: '', closed, bytes: () => Buffer.from(text) },
    after,
  };
}

/** Splits a text with `\n` line breaks. A `begin` line that no data follows stays text. */
export function splitInlineBlocks(text: string): SplitText {
  if (!text.includes('begin') && !text.includes(pgpBegin) && !text.includes('BinHex'))
    return { text, blocks: [] };
  const lines = text.split('\n');
  const blocks: InlineBlock[] = [];
  const kept: string[] = [];
  for (let at = 0; at < lines.length;) {
    const taken = blocks.length < maxBlocks ? blockAt(lines, at) : undefined;
    if (taken) {
      blocks.push(taken.block);
      at = taken.after;
    } else {
      kept.push(lines[at] ?? '');
      at += 1;
    }
  }
  return { text: blocks.length > 0 ? kept.join('\n') : text, blocks };
}
