/** Finds where another file begins behind a text, or behind what no extractor reads: by its signature, or an archive by its end. */
import { sliceContent } from '../content.ts';
import type { Content } from '../contract.ts';
import { findCompoundEnd } from '../ole/compound-file.ts';
import type { Format } from '../registry.ts';
import { findArchiveAtEnd } from '../zip/zip-records.ts';
import { identify } from './identify.ts';

/** Signatures that hold bytes which no text of single bytes has. */
const signatures = [
  'PK\x03\x04',
  '7z\xbc\xaf\x27\x1c',
  'Rar!\x1a\x07',
  '\xfd7zXZ\0',
  '\x1f\x8b\x08',
  '\x89PNG\r\n\x1a\n',
  '\xff\xd8\xff',
  'GIF89a\x00',
  '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
  'BZh91AY&SY',
].map((signature) => Buffer.from(signature, 'latin1'));
const longest = 10;
const windowBytes = 1024 * 1024;
/** Places that look like a signature and are none; each costs an identification. */
const maxTries = 100;

/** Messages hold attachments in any form, also as they are: nothing is cut off them. */
const mail = new Set(['eml', 'emlx', 'mbox']);
const compound = 'd0cf11e0a1b11ae1';

/** Where what follows is another file, and whether the format's own reader must not see it. */
export interface OtherFile {
  readonly start: number;
  readonly isCut: boolean;
}

/** Places in a window where something may begin that is no text, in order: a signature, or the zeros of UTF-16. */
function suspects(window: Buffer): number[] {
  const places = signatures.map((signature) => window.indexOf(signature)).filter((at) => at >= 0);
  const zero = window.indexOf(0);
  // The first unit of UTF-16 is a letter and a zero, or the other way round.
  if (zero >= 0) places.push(zero, Math.max(0, zero - 1));
  return places.toSorted((a, b) => a - b);
}

/** Whether a file of a kind that is no text of single bytes begins at `start`. */
async function beginsAt(content: Content, start: number): Promise<boolean> {
  const { format, method, charset } = await identify(sliceContent(content, start, content.size));
  if (method === 'text') return charset !== undefined && charset.startsWith('utf-16');
  return format !== 'unknown' && method !== 'none';
}

async function findInText(content: Content, drain: () => Promise<void>): Promise<number | undefined> {
  let tries = 0;
  for (let base = 0; base < content.size; base += windowBytes) {
    const bytes = content.read(base, windowBytes + longest);
    const window = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (const at of suspects(window)) {
      if (base + at === 0) continue;
      if (++tries > maxTries) return undefined;
      if (await beginsAt(content, base + at)) return base + at;
    }
    await drain();
  }
  return undefined;
}

/** Where another file begins behind what the format accounts for; formats with an end of their own say so themselves. */
export async function findOtherFile(
  content: Content,
  format: Format | undefined,
  charset: string | undefined,
  drain: () => Promise<void>,
): Promise<OtherFile | undefined> {
  let start: number | undefined;
  const isCut = format?.isText === true && !mail.has(format.id);
  if (isCut) {
    if (charset !== undefined && charset !== 'utf-8') return undefined;
    start = await findInText(content, drain);
  } else if (!format?.load || mail.has(format.id)) {
    start = findArchiveAtEnd(content);
    if (Buffer.from(content.read(0, 8)).toString('hex') === compound)
      start = Math.min(start ?? Infinity, findCompoundEnd(content) ?? Infinity);
  }
  return start === undefined || start === 0 || start >= content.size ? undefined : { start, isCut };
}
