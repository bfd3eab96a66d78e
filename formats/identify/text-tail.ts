/** Finds where another file begins behind a text, or behind what no extractor reads: by its signature, or an archive by its end. */
import { findFile } from '../charset/file-in-text.ts';
import { sliceContent } from '../content.ts';
import type { Content } from '../contract.ts';
import { findCompoundEnd } from '../ole/compound-file.ts';
import type { Format } from '../registry.ts';
import { findArchiveAtEnd } from '../zip/zip-records.ts';
import { identify } from './identify.ts';

/** Bytes of a window that the next one has too: a signature may lie across the border. */
const overlapBytes = 64;
const windowBytes = 1024 * 1024;
/** Zeros that are none of UTF-16; each costs an identification. */
const maxTries = 100;

/** Messages hold attachments in any form, also as they are: nothing is cut off them. */
const mail = new Set(['eml', 'emlx', 'mbox']);
const compound = 'd0cf11e0a1b11ae1';

/** Where what follows is another file, and whether the format's own reader must not see it. */
export interface OtherFile {
  readonly start: number;
  readonly isCut: boolean;
}

/** Whether text in UTF-16 begins at `start`: its first unit is a letter and a zero, or the other way round. */
async function isWideFrom(content: Content, start: number): Promise<boolean> {
  const { method, charset } = await identify(sliceContent(content, start, content.size));
  return method !== 'none' && charset !== undefined && charset.startsWith('utf-16');
}

/** Where the single bytes of a text end: at the beginning of another file, or of text in UTF-16. */
async function findInText(content: Content, drain: () => Promise<void>): Promise<number | undefined> {
  for (let base = 0, tries = 0; base < content.size && tries < maxTries; base += windowBytes) {
    const bytes = content.read(base, windowBytes + overlapBytes);
    const window = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const file = findFile(window) ?? Infinity;
    const zero = window.indexOf(0);
    if (zero >= 0 && zero < file) {
      tries += 1;
      for (const at of [base + zero - 1, base + zero])
        if (at > 0 && (await isWideFrom(content, at))) return at;
    }
    if (file < window.length) return base + file;
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
  const isCompound = Buffer.from(content.read(0, 8)).toString('hex') === compound;
  if (isCut) {
    if (charset !== undefined && charset !== 'utf-8') return undefined;
    start = await findInText(content, drain);
  } else if (!format?.load || mail.has(format.id) || isCompound) {
    start = findArchiveAtEnd(content);
    if (isCompound) start = Math.min(start ?? Infinity, findCompoundEnd(content) ?? Infinity);
  }
  return start === undefined || start === 0 || start >= content.size ? undefined : { start, isCut };
}
