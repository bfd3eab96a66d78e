/** Takes files out of plain text: uuencoded blocks and PGP messages, as mail before MIME carried them. */
import { decodeUuencoded } from './transfer-decoding.ts';

export interface InlineBlock {
  readonly kind: 'uuencoded' | 'pgp';
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
const pgpEnd = '-----END PGP MESSAGE-----';

/** Whether a line can be uuencoded data: its first character states the length of the rest. */
function isUuLine(line: string): boolean {
  if (line === '`' || line === ' ' || line === '') return true;
  const bytes = (line.charCodeAt(0) - 32) & 63;
  const units = Math.ceil(bytes / 3) * 4;
  const data = line.length - 1;
  return /^[ -`]+$/.test(line) && data >= Math.ceil((bytes * 4) / 3) && data <= units + 2;
}

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

/** Splits a text with `\n` line breaks. A `begin` line that no data follows stays text. */
export function splitInlineBlocks(text: string): SplitText {
  if (!text.includes('begin') && !text.includes(pgpBegin)) return { text, blocks: [] };
  const lines = text.split('\n');
  const blocks: InlineBlock[] = [];
  const kept: string[] = [];
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? '';
    const begin =
      line.startsWith('begin') && blocks.length < maxBlocks ? beginPattern.exec(line.trimEnd()) : null;
    if (begin) {
      const { after, data, closed } = uuBlock(lines, at);
      if (data.length > 0 && (closed || data.length > 2)) {
        blocks.push({ kind: 'uuencoded', name: begin[1] ?? '', closed, bytes: () => decodeUuencoded(data) });
        at = after;
        continue;
      }
    } else if (line.trimEnd() === pgpBegin && blocks.length < maxBlocks) {
      const { after, closed } = pgpBlock(lines, at);
      const armored = lines.slice(at, after).join('\n');
      blocks.push({ kind: 'pgp', name: '', closed, bytes: () => Buffer.from(armored) });
      at = after;
      continue;
    }
    kept.push(line);
    at += 1;
  }
  return { text: blocks.length > 0 ? kept.join('\n') : text, blocks };
}
